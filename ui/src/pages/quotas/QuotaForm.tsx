// QuotaForm: a new limit, or another number for one that is there; nobody's change is overwritten unseen.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Tagged } from "@/api/client";
import { Overtaken, Problem } from "@/api/problem";
import { quotaQuery, useSaveQuota, type Whose } from "@/api/queries/quotas";
import type { Quota, QuotaKind, QuotaPeriod } from "@/api/types";
import { Button } from "@/parts/Button";
import { Actions, Dialog } from "@/parts/Dialog";
import { Failure } from "@/parts/Failure";
import { typed } from "@/parts/form/number";
import { Complaint } from "@/parts/form/SchemaFields";
import { ChoiceField, Stack, TextField } from "@/parts/form/TextField";
import { number } from "@/parts/format";
import { BlockSkeleton } from "@/parts/Skeleton";
import { Stale } from "@/parts/Stale";
import { firstFree, KINDS, PERIODS, readMost } from "./quota";

const kinds = Object.entries(KINDS).map(([value, { name, unit }]) => ({ value, label: unit ? `${name} (${unit})` : name }));

export function NewQuota({ whose, there, onClose }: { whose: Whose; there: readonly Quota[]; onClose: () => void }) {
  const [first] = useState(() => firstFree(there));
  const [kind, setKind] = useState(first.kind);
  const [period, setPeriod] = useState(first.period);
  const taken = there.find((one) => one.kind === kind && one.period === period);
  return (
    <Dialog title="New limit" open onClose={onClose}>
      <Limit whose={whose} kind={kind} period={period} opened={undefined} act="Set limit" onClose={onClose} taken={taken}>
        <ChoiceField
          label="What"
          about={KINDS[kind].about}
          value={kind}
          options={kinds}
          onChange={(event) => setKind(event.target.value as QuotaKind)}
        />
        <ChoiceField
          label="In a"
          about="Counted from its beginning in UTC."
          value={period}
          options={PERIODS.map((value) => ({ value, label: value }))}
          onChange={(event) => setPeriod(event.target.value as QuotaPeriod)}
        />
      </Limit>
    </Dialog>
  );
}

export function EditQuota({ whose, quota, onClose }: { whose: Whose; quota: Quota; onClose: () => void }) {
  const { kind, period } = quota;
  const { data: opened, error } = useQuery({ ...quotaQuery(whose, { kind, period }), refetchOnWindowFocus: false });
  const { name, unit } = KINDS[kind];
  return (
    <Dialog title={`${name}${unit ? ` (${unit})` : ""} a ${period}`} open onClose={onClose}>
      {error && !opened ? <Failure error={error} /> : null}
      {opened ? (
        <Limit whose={whose} kind={kind} period={period} opened={opened} act="Save limit" onClose={onClose} />
      ) : error ? null : (
        <BlockSkeleton height={96} />
      )}
    </Dialog>
  );
}

function Limit({
  whose,
  kind,
  period,
  opened,
  act,
  taken,
  onClose,
  children,
}: {
  whose: Whose;
  kind: QuotaKind;
  period: QuotaPeriod;
  opened: Tagged<Quota> | undefined;
  act: string;
  taken?: Quota | undefined;
  onClose: () => void;
  children?: React.ReactNode;
}) {
  const save = useSaveQuota(whose);
  const [base, setBase] = useState(opened);
  const [text, setText] = useState(opened ? typed(opened.value.most) : "");
  const [tried, setTried] = useState(false);
  const read = readMost(text);
  const overtaken = save.error instanceof Overtaken ? save.error : undefined;
  const problem = save.error && !overtaken ? Problem.from(save.error) : undefined;
  const submit = () => {
    setTried(true);
    if ("most" in read && !taken) save.mutate({ kind, period, most: read.most, base }, { onSuccess: onClose });
  };
  const settle = (theirs: Tagged<Quota> | undefined, mine: boolean) => {
    setBase(theirs);
    if (!mine) setText(theirs ? typed(theirs.value.most) : "");
    save.reset();
  };
  const theirs = overtaken?.theirs as Tagged<Quota> | undefined;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack>
        {children}
        <TextField
          label="At most"
          about={base ? `${number(base.value.used)} are used in this ${period}. 0 allows nothing.` : "0 allows nothing."}
          inputMode="decimal"
          autoComplete="off"
          value={text}
          problem={tried && "problem" in read ? read.problem : problem?.at("most")}
          onChange={(event) => setText(event.target.value)}
        />
        {taken ? <Complaint>There is a limit of {number(taken.most)} for that already: change that one, in the list.</Complaint> : null}
        {overtaken ? (
          <Stale title="Somebody else was quicker" onTheirs={() => settle(theirs, false)} onMine={() => settle(theirs, true)}>
            {theirs ? `The limit is ${number(theirs.value.most)} now.` : "The limit was lifted."}
          </Stale>
        ) : null}
        {problem && !problem.at("most") ? <Failure error={problem} /> : null}
        <Actions>
          <Button onClick={onClose}>Leave it</Button>
          <Button kind="primary" type="submit" disabled={save.isPending || taken !== undefined}>
            {act}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
