// Account: who is signed in, and a new password.
import { useState } from "react";
import { Problem } from "@/api/problem";
import { useNewPassword, useSession } from "@/api/queries/session";
import { Button } from "@/parts/Button";
import { Failure } from "@/parts/Failure";
import { Stack, TextField } from "@/parts/form/TextField";
import { tell } from "@/parts/Notices";
import { Page, Section } from "@/parts/Page";
import { Facts, Id } from "@/parts/Small";
import css from "../pages.module.css";

export default function Account() {
  const session = useSession();
  return (
    <Page title="Account" narrow>
      <Section title="You">
        <Facts
          rows={[
            ["Name", session.name || "not given"],
            ["E-mail", session.email],
            ["Role", session.role ? `${session.role}, on the whole installation` : "only in projects and teams"],
            ["Id", <Id key="i" id={session.id} full />],
          ]}
        />
      </Section>
      <Section title="Password" said="changing it ends your sessions in other browsers">
        <NewPassword />
      </Section>
    </Page>
  );
}

function NewPassword() {
  const change = useNewPassword();
  const [current, setCurrent] = useState("");
  const [fresh, setFresh] = useState("");
  const [again, setAgain] = useState("");
  const problem = change.error ? Problem.from(change.error) : undefined;
  const placed = problem?.at("current") ?? problem?.at("new");
  const differs = again !== "" && again !== fresh;
  return (
    <form
      className={css.short}
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(
          { current, new: fresh },
          {
            onSuccess: () => {
              for (const set of [setCurrent, setFresh, setAgain]) set("");
              tell("Your password is changed");
            },
          },
        );
      }}
    >
      <Stack>
        <TextField
          label="Password now"
          type="password"
          required
          autoComplete="current-password"
          value={current}
          problem={problem?.at("current")}
          onChange={(event) => setCurrent(event.target.value)}
        />
        <TextField
          label="New password"
          type="password"
          required
          autoComplete="new-password"
          value={fresh}
          problem={problem?.at("new")}
          onChange={(event) => setFresh(event.target.value)}
        />
        <TextField
          label="New password again"
          type="password"
          required
          autoComplete="new-password"
          value={again}
          problem={differs ? "is not the same" : undefined}
          onChange={(event) => setAgain(event.target.value)}
        />
        {problem && !placed ? <Failure error={problem} /> : null}
        <div>
          <Button kind="primary" type="submit" disabled={change.isPending || fresh === "" || again !== fresh}>
            Change password
          </Button>
        </div>
      </Stack>
    </form>
  );
}
