export default function StaffPage() {
  return <h1>staff</h1>;
}
