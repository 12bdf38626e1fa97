import { createSignal, Show } from 'solid-js';
import { eventLimits } from '../../shared/events/eventRules.ts';
import { createCommand } from '../core/createCommand.ts';
import { textOf } from '../core/errorText.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Switch } from '../ui/Switch.tsx';
import { TextArea } from '../ui/TextArea.tsx';
import { TextField } from '../ui/TextField.tsx';
import {
  checkFields,
  createEventForm,
  type EventFields,
  type FieldErrors,
  type FieldName,
  refusedFields,
  wrongAfter,
} from './eventFields.ts';

/** What an organiser says of an event; wrong fields say so themselves, and the first of them takes the focus. */
export function EventForm(props: {
  initial: EventFields;
  action: string;
  onChange?: (fields: EventFields) => void;
  onSave: (fields: EventFields) => Promise<void>;
}) {
  const form = createEventForm(props.initial);
  const [wrong, setWrong] = createSignal<FieldErrors>({});
  const save = createCommand(() => props.onSave({ ...form.fields }));
  const refused = (): FieldErrors => {
    const refusal = save.error();
    return refusal ? refusedFields(refusal) : {};
  };
  let element!: HTMLFormElement;

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    setWrong(checkFields(form.fields));
    if (Object.keys(wrong()).length === 0) {
      await save.run();
      setWrong(refused());
    }
    queueMicrotask(() => element.querySelector<HTMLElement>('[aria-invalid]')?.focus());
  }

  function change<N extends FieldName>(name: N, value: EventFields[N]): void {
    form.set(name, value);
    props.onChange?.({ ...form.fields });
  }

  /** A text field's value, and what typing in it does. */
  const field = (name: Exclude<FieldName, 'listed'>) => ({
    name,
    get value() {
      return form.fields[name];
    },
    get error() {
      return wrong()[name] ?? null;
    },
    // What is written after it was sent would be lost without a word when the answer leads on.
    get readOnly() {
      return save.pending();
    },
    onInput(value: string) {
      change(name, value);
      setWrong(wrongAfter(wrong(), name));
    },
  });

  return (
    <form
      ref={element}
      class="page-width flex flex-col gap-5 pb-10"
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      <TextField {...field('name')} label="Name" maxLength={eventLimits.name} autocomplete="off" required />
      <TextField
        {...field('location')}
        label="Place"
        hint="As people find it: the hall and the town."
        maxLength={eventLimits.location}
        autocomplete="off"
        required
      />
      <div class="grid grid-cols-1 gap-5 sm:grid-cols-2">
        <TextField {...field('startDate')} label="First day" type="date" required />
        <TextField {...field('endDate')} label="Last day" type="date" min={form.fields.startDate} required />
      </div>
      <TextArea
        {...field('description')}
        label="What people should know"
        hint="Optional. Times, rules, where to meet."
        maxLength={eventLimits.description}
      />
      <TextField
        {...field('worldsdcId')}
        label="WorldSDC number"
        hint="Optional, for events in the World Swing Dance Council’s calendar."
        maxLength={eventLimits.worldsdcId}
        autocomplete="off"
      />
      <div class="border-t border-line pt-3">
        <Switch
          label="In the list for everyone"
          hint="Off: only people with the link find it."
          checked={form.fields.listed}
          readOnly={save.pending()}
          onChange={(listed) => change('listed', listed)}
        />
      </div>
      <Show when={Object.keys(refused()).length === 0 && save.error()}>
        {(error) => <ErrorNote what={textOf(error())} kept="What you typed is kept." />}
      </Show>
      <Button type="submit" look="lit" wide busy={save.pending()}>
        {props.action}
      </Button>
    </form>
  );
}
