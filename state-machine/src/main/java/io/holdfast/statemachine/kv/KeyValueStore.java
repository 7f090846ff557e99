package io.holdfast.statemachine.kv;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.KeyValueCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.event.Event;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Outcome.Rejection;
import java.util.List;
import java.util.Optional;

/**
 * The keyspace's commands: each is checked as a whole, then carried out as a whole.
 *
 * <p>Confined to the apply thread.
 */
public final class KeyValueStore implements KeyValueCommand.Handler<Outcome> {
    private final KeyspaceEditor editor;
    private final Writer writer = new EditorWriter();

    private final Attachments attachments;

    /**
     * A store that goes on from a keyspace.
     *
     * @param keyspace the keys
     * @param content the sum of the hashes of the live ones
     * @param attachments knows the leases, and which of these keys are attached to which
     */
    public KeyValueStore(Keyspace keyspace, long content, Attachments attachments) {
        this.editor = new KeyspaceEditor(keyspace, content, attachments);
        this.attachments = attachments;
    }

    /** Applies one command. */
    public Outcome apply(KeyValueCommand command) {
        return command.accept(this);
    }

    /** Deletes keys of which each exists, in one revision; no keys take none. Returns how many. */
    public int deleteAll(List<Bytes> keys) {
        editor.deleteAll(keys);
        editor.commit();
        return keys.size();
    }

    /**
     * Takes a revision in which no key changes. History and watches get along with such revisions: they ask which events come
     * after a revision, and never whether one has any.
     */
    public void takeRevision() {
        editor.skip();
    }

    /** The newest revision. */
    public long revision() {
        return editor.revision();
    }

    /** The sum of the content hashes of all live keys. */
    public long content() {
        return editor.content();
    }

    /** The keyspace as it stands, forever. */
    public Keyspace freeze() {
        return editor.freeze();
    }

    /** What happened since the last call, in order. */
    public Changes takeChanges() {
        return editor.takeChanges();
    }

    @Override
    public Outcome put(Put command) {
        Optional<Rejection> rejection = new CommandCheck(rejections()).put(command);
        if (rejection.isEmpty() && StateCheck.concerns(command)) {
            rejection = stateCheck().put(command);
        }
        return rejection.isPresent() ? rejection.get() : committed(writer.put(command));
    }

    @Override
    public Outcome deleteRange(DeleteRange command) {
        Optional<Rejection> rejection = new CommandCheck(rejections())
                .deleteRange(command)
                .or(() -> stateCheck().deleteRange(command));
        return rejection.isPresent() ? rejection.get() : committed(writer.deleteRange(command));
    }

    @Override
    public Outcome transaction(Transaction command) {
        Optional<Rejection> rejection =
                new CommandCheck(rejections()).transaction(command).or(() -> duplicate(command));
        if (rejection.isPresent()) {
            return rejection.get();
        }
        Decision decision = Decision.of(command, editor.view());
        rejection = stateCheck().transaction(decision);
        return rejection.isPresent() ? rejection.get() : committed(new TransactionRun(writer).run(decision));
    }

    @Override
    public Outcome compact(Compact command) {
        Optional<Rejection> rejection = stateCheck().compact(command.revision());
        if (rejection.isPresent()) {
            return rejection.get();
        }
        editor.compact(command.revision());
        return new Outcome.Compact(editor.revision());
    }

    private Optional<Rejection> duplicate(Transaction command) {
        return Optional.ofNullable(Footprint.conflictOf(command))
                .map(key -> rejections().duplicateKey(key));
    }

    private Outcome committed(Outcome outcome) {
        editor.commit();
        return outcome;
    }

    private Rejections rejections() {
        return new Rejections(editor.revision());
    }

    private StateCheck stateCheck() {
        return new StateCheck(editor.view(), attachments::leaseExists, rejections());
    }

    /** Writes into the editor. */
    private final class EditorWriter implements Writer {
        @Override
        public Keyspace view() {
            return editor.view();
        }

        @Override
        public Outcome put(Put put) {
            KeyValue previous = editor.put(put);
            return new Outcome.Put(editor.visibleRevision(), put.previous() ? previous : null);
        }

        @Override
        public Outcome deleteRange(DeleteRange delete) {
            List<KeyValue> deleted = editor.delete(delete.range());
            return new Outcome.DeleteRange(
                    editor.visibleRevision(), deleted.size(), delete.previous() ? deleted : List.of());
        }
    }

    /**
     * What commands changed.
     *
     * @param events in order
     * @param hash over them
     */
    public record Changes(List<Event> events, long hash) {
        /** Copies the list. */
        public Changes {
            events = List.copyOf(events);
        }
    }
}
