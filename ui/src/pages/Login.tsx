// Login: e-mail and password; afterwards back to where one wanted to go.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { Problem } from "@/api/problem";
import { useLogin, waysQuery } from "@/api/queries/session";
import { Button, buttonClass } from "@/parts/Button";
import { Failure } from "@/parts/Failure";
import { TextField } from "@/parts/form/TextField";
import { useTitle } from "@/parts/Page";
import css from "./pages.module.css";

const route = getRouteApi("/login");

/** Only an address of this page is gone to: never another site's, whatever the link said. */
export function ownAddress(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) && !next.startsWith("/login") ? next : "/";
}

export default function Login() {
  const { next } = route.useSearch();
  const router = useRouter();
  const login = useLogin();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const ways = useQuery(waysQuery).data;
  const byPassword = ways?.password ?? true;
  useTitle("Log in");
  const problem = login.error ? Problem.from(login.error) : undefined;
  return (
    <div className={css.login}>
      <div className={css.metal} />
      <main>
        <form
          aria-label="Log in"
          onSubmit={(event) => {
            event.preventDefault();
            login.mutate({ email: email.trim(), password }, { onSuccess: () => router.history.push(ownAddress(next)) });
          }}
        >
          <h1>
            <img src="/mark.svg" alt="" width={24} height={24} />
            Burnish
          </h1>
          {byPassword ? (
            <>
              <TextField
                label="E-mail"
                type="email"
                name="email"
                autoComplete="username"
                autoFocus
                required
                value={email}
                problem={problem?.at("email")}
                onChange={(event) => setEmail(event.target.value)}
              />
              <TextField
                label="Password"
                type="password"
                name="password"
                autoComplete="current-password"
                required
                value={password}
                problem={problem?.at("password")}
                onChange={(event) => setPassword(event.target.value)}
              />
              {problem && problem.fields.length === 0 ? <Failure error={problem} /> : null}
              <Button kind="primary" type="submit" disabled={login.isPending}>
                Log in
              </Button>
            </>
          ) : null}
          {ways?.provider ? (
            <a className={buttonClass("plain", css.provider)} href={`${ways.start}?then=${encodeURIComponent(ownAddress(next))}`}>
              Log in with {ways.provider}
            </a>
          ) : null}
        </form>
      </main>
      <footer>Forgotten? Whoever manages the users can give you a new password.</footer>
    </div>
  );
}
