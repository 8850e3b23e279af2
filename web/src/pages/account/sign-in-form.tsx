export default function SignInForm() {
  return null;
}
