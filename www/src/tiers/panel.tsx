export function TiersPanel() {
  return <p>tiers</p>;
}
