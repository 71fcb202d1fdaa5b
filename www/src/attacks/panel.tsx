export function AttacksPanel() {
  return <p>attacks</p>;
}
