export function GuardsPanel() {
  return <p>guards</p>;
}
