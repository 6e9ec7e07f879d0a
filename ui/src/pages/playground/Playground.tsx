// Playground: try aliases and models side by side.
export default function Playground() {
  return null;
}
