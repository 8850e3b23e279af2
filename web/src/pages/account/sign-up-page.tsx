export default function SignUpPage() {
  return <h1>sign-up</h1>;
}
