export function WhyPanel() {
  return <p>why</p>;
}
