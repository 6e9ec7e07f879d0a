// Boundary: a page that breaks says so in its place; the frame around it goes on working.
import { Component, type ReactNode } from "react";
import { Button } from "@/parts/Button";
import { Failure } from "@/parts/Failure";
import css from "./frame.module.css";

export class Boundary extends Component<{ place: string; children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override componentDidUpdate(before: { place: string }): void {
    if (before.place !== this.props.place && this.state.error) this.setState({ error: null });
  }

  override render(): ReactNode {
    return this.state.error ? <Crash error={this.state.error} again={() => this.setState({ error: null })} /> : this.props.children;
  }
}

export function Crash({ error, again }: { error: unknown; again: () => void }) {
  return (
    <div className={css.crash}>
      <h1>This page broke</h1>
      <Failure error={error} />
      <div>
        <Button onClick={again}>Try again</Button>
      </div>
    </div>
  );
}
