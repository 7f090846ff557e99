package io.holdfast.statemachine.member;

import io.holdfast.model.Limits;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.snapshot.RowSink;
import io.holdfast.model.snapshot.SnapshotRow;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The storage id registered for each node. The first registration of a node binds it; the table never forgets.
 *
 * <p>Immutable: a registration makes a new table (rare, and the table is small).
 */
public final class MemberTable {
    /** How many nodes may ever be registered. */
    public static final int MAX_MEMBERS = 1024;

    /** No node at all. */
    public static final MemberTable EMPTY = new MemberTable(new TreeMap<>());

    private final SortedMap<String, String> storages;

    private MemberTable(SortedMap<String, String> storages) {
        this.storages = Collections.unmodifiableSortedMap(storages);
    }

    /** Node id to storage id, in order of node id; unmodifiable. */
    public SortedMap<String, String> storages() {
        return storages;
    }

    /** The disk registered for a node. */
    public Optional<String> storageOf(String node) {
        return Optional.ofNullable(storages.get(node));
    }

    /** Why the registration must be refused at the given revision, or null. */
    public Outcome.@Nullable Rejection check(MemberCommand.Register command, long revision) {
        Outcome.Rejection badName = checkName("node", command.node(), revision);
        if (badName != null) {
            return badName;
        }
        Outcome.Rejection badStorage = checkName("storage", command.storage(), revision);
        if (badStorage != null) {
            return badStorage;
        }
        String registered = storages.get(command.node());
        if (registered == null) {
            return storages.size() < MAX_MEMBERS ? null : full(command, revision);
        }
        return registered.equals(command.storage()) ? null : mismatch(command, registered, revision);
    }

    /** The table after a registration that {@link #check} lets pass. */
    public MemberTable with(MemberCommand.Register command) {
        if (storages.containsKey(command.node())) {
            return this;
        }
        SortedMap<String, String> copy = new TreeMap<>(storages);
        copy.put(command.node(), command.storage());
        return new MemberTable(copy);
    }

    /** Writes every entry in order of node id. */
    public <X extends Exception> void writeRows(RowSink<X> sink) throws X {
        for (Map.Entry<String, String> entry : storages.entrySet()) {
            sink.row(new SnapshotRow.Member(entry.getKey(), entry.getValue()));
        }
    }

    private static Outcome.@Nullable Rejection checkName(String field, String name, long revision) {
        if (name.isEmpty()) {
            return new Outcome.Rejection(revision, Reason.INVALID_ARGUMENT, field + " is empty", 0);
        }
        int size = name.getBytes(StandardCharsets.UTF_8).length;
        if (size > Limits.MAX_NAME_BYTES) {
            String message = field + " has " + size + " bytes, at most " + Limits.MAX_NAME_BYTES + " are allowed";
            return new Outcome.Rejection(revision, Reason.INVALID_ARGUMENT, message, Limits.MAX_NAME_BYTES);
        }
        return null;
    }

    private static Outcome.Rejection full(MemberCommand.Register command, long revision) {
        String message = "node " + command.node() + " cannot be registered: the member table already holds "
                + MAX_MEMBERS + " nodes, its limit";
        return new Outcome.Rejection(revision, Reason.TOO_LARGE, message, MAX_MEMBERS);
    }

    private static Outcome.Rejection mismatch(MemberCommand.Register command, String registered, long revision) {
        String message = "node " + command.node() + " is registered with storage " + registered + ", not "
                + command.storage() + ": a wiped or swapped disk must join under a new node id";
        return new Outcome.Rejection(revision, Reason.STORAGE_MISMATCH, message, 0);
    }
}
