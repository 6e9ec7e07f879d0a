// NotFound: an address that leads nowhere.
import { Link } from "@tanstack/react-router";
import { buttonClass } from "@/parts/Button";
import { Page } from "@/parts/Page";

export function NotFound() {
  return (
    <Page title="There is nothing here">
      <p>The address leads nowhere: it was mistyped, or what it showed is gone.</p>
      <div>
        <Link to="/" className={buttonClass()}>
          All projects
        </Link>
      </div>
    </Page>
  );
}
