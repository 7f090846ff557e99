package io.holdfast.statemachine.member;

import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.statemachine.digest.ContentHash;
import java.util.Map;

/** The member table's commands. Confined to the apply thread. */
public final class MemberStore {
    private MemberTable table;
    private long content;

    /** A store that goes on from a table. */
    public MemberStore(MemberTable table) {
        this.table = table;
        this.content = contentOf(table);
    }

    /** The sum of the content hashes of a table's entries, computed anew. */
    public static long contentOf(MemberTable table) {
        long sum = 0;
        for (Map.Entry<String, String> entry : table.storages().entrySet()) {
            sum += ContentHash.ofMember(entry.getKey(), entry.getValue());
        }
        return sum;
    }

    /** Applies one command; the keyspace's revision goes into the answer. */
    public Outcome apply(MemberCommand command, long revision) {
        return command.accept((MemberCommand.Handler<Outcome>) register -> register(register, revision));
    }

    /** The table as it stands. */
    public MemberTable table() {
        return table;
    }

    /** The sum of the content hashes of all entries. */
    public long content() {
        return content;
    }

    private Outcome register(MemberCommand.Register command, long revision) {
        Outcome.Rejection rejection = table.check(command, revision);
        if (rejection != null) {
            return rejection;
        }
        if (table.storageOf(command.node()).isEmpty()) {
            table = table.with(command);
            content += ContentHash.ofMember(command.node(), command.storage());
        }
        return new Outcome.Registered(revision);
    }
}
