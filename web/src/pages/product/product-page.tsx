export default function ProductPage() {
  return <h1>product</h1>;
}
