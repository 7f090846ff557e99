package io.holdfast.statemachine.snapshot;

import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.snapshot.ConfigRow;
import io.holdfast.model.snapshot.LockRow;
import io.holdfast.model.snapshot.SnapshotException;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.statemachine.StateImage;
import io.holdfast.statemachine.config.ConfigTable;
import io.holdfast.statemachine.config.ConfigTableBuilder;
import io.holdfast.statemachine.kv.Keyspace;
import io.holdfast.statemachine.kv.KeyspaceBuilder;
import io.holdfast.statemachine.lease.LeaseTable;
import io.holdfast.statemachine.lease.LeaseTableBuilder;
import io.holdfast.statemachine.lock.LockTable;
import io.holdfast.statemachine.lock.LockTableBuilder;
import io.holdfast.statemachine.member.MemberStore;
import io.holdfast.statemachine.member.MemberTable;
import io.holdfast.statemachine.proposer.ProposerTable;
import io.holdfast.statemachine.session.SessionTable;
import io.holdfast.statemachine.session.SessionTableBuilder;

/** The tables while they are built: each row goes to its own, the order of the tables is kept here. */
final class Tables implements SnapshotRow.Handler<SnapshotException> {
    /** What comes after the counters, in this order; replies come with their sessions. */
    private enum Section {
        MEMBERS,
        PROPOSERS,
        LEASES,
        SESSIONS,
        ENDINGS,
        LOCKS,
        CONFIGS,
        CHANGES,
        KEYS
    }

    private final SnapshotRow.Counters counters;
    private final LeaseTableBuilder leases;
    private final SessionTableBuilder sessions;
    private final LockTableBuilder locks;
    private final ConfigTableBuilder configs;
    private final KeyspaceBuilder keys;
    private MemberTable members = MemberTable.EMPTY;
    private ProposerTable proposers = ProposerTable.EMPTY;
    private Section section = Section.MEMBERS;

    private Tables(SnapshotRow.Counters counters) throws SnapshotException {
        if (counters.timestampMillis() < 0) {
            throw new SnapshotException("the timestamp is " + counters.timestampMillis());
        }
        this.counters = counters;
        leases = new LeaseTableBuilder(counters.lastPickedLease(), counters.lastEpoch());
        sessions = new SessionTableBuilder(counters, leases);
        locks = new LockTableBuilder(counters.timestampMillis(), sessions::has);
        configs = new ConfigTableBuilder(counters.revision(), counters.timestampMillis(), sessions::has);
        keys = new KeyspaceBuilder(counters.revision(), counters.compactedRevision(), leases::attach);
    }

    /** Tables without elements, of the first row. */
    static Tables of(SnapshotRow first) throws SnapshotException {
        if (first instanceof SnapshotRow.Counters counters) {
            return new Tables(counters);
        }
        throw new SnapshotException("the first row must be the counters, not " + name(first));
    }

    /** The state that all rows make. */
    StateImage image(long chain) throws SnapshotException {
        Keyspace keyspace = keys.build();
        LeaseTable leaseTable = leases.build();
        SessionTable sessionTable = sessions.build(leaseTable);
        LockTable lockTable = locks.build();
        ConfigTable configTable = configs.build();
        long entriesHash = keys.content()
                + leaseTable.content()
                + sessionTable.content()
                + lockTable.content()
                + configTable.content()
                + MemberStore.contentOf(members);
        return new StateImage(
                keyspace,
                leaseTable,
                sessionTable,
                lockTable,
                configTable,
                members,
                proposers,
                counters.timestampMillis(),
                chain,
                entriesHash);
    }

    @Override
    public void counters(SnapshotRow.Counters row) throws SnapshotException {
        throw new SnapshotException("the counters are given twice");
    }

    @Override
    public void member(SnapshotRow.Member row) throws SnapshotException {
        enter(Section.MEMBERS, row);
        MemberCommand.Register register = new MemberCommand.Register(row.node(), row.storage());
        Outcome.Rejection rejection = members.check(register, counters.revision());
        if (rejection != null) {
            throw new SnapshotException(rejection.message());
        }
        if (!members.storages().isEmpty() && members.storages().lastKey().compareTo(row.node()) >= 0) {
            throw new SnapshotException("member " + row.node() + " does not stand behind the member before it");
        }
        members = members.with(register);
    }

    @Override
    public void proposer(SnapshotRow.Proposer row) throws SnapshotException {
        enter(Section.PROPOSERS, row);
        if (row.lastNumber() < 1 || proposers.nextOf(row.incarnation()) != 1) {
            throw new SnapshotException("proposer " + row.incarnation() + " with last number " + row.lastNumber()
                    + ": there is none below 1, and each proposer stands once");
        }
        if (proposers.size() == ProposerTable.MAX) {
            throw new SnapshotException("more than " + ProposerTable.MAX + " proposers");
        }
        proposers = proposers.with(row.incarnation(), row.lastNumber());
    }

    @Override
    public void lease(SnapshotRow.Lease row) throws SnapshotException {
        enter(Section.LEASES, row);
        leases.add(row);
    }

    @Override
    public void session(SnapshotRow.Session row) throws SnapshotException {
        enter(Section.SESSIONS, row);
        sessions.session(row);
    }

    @Override
    public void reply(SnapshotRow.Reply row) throws SnapshotException {
        enter(Section.SESSIONS, row);
        sessions.reply(row);
    }

    @Override
    public void ending(SnapshotRow.Ending row) throws SnapshotException {
        enter(Section.ENDINGS, row);
        sessions.ending(row);
    }

    @Override
    public void config(ConfigRow row) throws SnapshotException {
        enter(Section.CONFIGS, row);
        keys.allowGaps();
        row.accept(configs);
    }

    @Override
    public void lock(LockRow row) throws SnapshotException {
        enter(Section.LOCKS, row);
        row.accept(locks);
    }

    @Override
    public void change(SnapshotRow.Change row) throws SnapshotException {
        enter(Section.CHANGES, row);
        keys.change(row.event());
    }

    @Override
    public void key(SnapshotRow.Key row) throws SnapshotException {
        enter(Section.KEYS, row);
        keys.key(row.keyValue());
    }

    private void enter(Section entered, SnapshotRow row) throws SnapshotException {
        if (entered.compareTo(section) < 0) {
            throw new SnapshotException("a row of the kind " + name(row) + " comes after those of " + section);
        }
        section = entered;
    }

    private static String name(SnapshotRow row) {
        return row.getClass().getSimpleName();
    }
}
