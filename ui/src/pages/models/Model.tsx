// Model
export default function Model() {
  return null;
}
