export function PolicyPanel() {
  return <p>policy</p>;
}
