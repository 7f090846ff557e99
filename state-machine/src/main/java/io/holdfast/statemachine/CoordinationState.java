package io.holdfast.statemachine;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.command.KeyValueCommand;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.Query;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.statemachine.config.ConfigEditor;
import io.holdfast.statemachine.config.ConfigStore;
import io.holdfast.statemachine.config.ConfigTable;
import io.holdfast.statemachine.digest.Hash64;
import io.holdfast.statemachine.digest.OutcomeHash;
import io.holdfast.statemachine.kv.HistoryStats;
import io.holdfast.statemachine.kv.KeyValueStore;
import io.holdfast.statemachine.lease.LeaseEditor;
import io.holdfast.statemachine.lease.LeaseStore;
import io.holdfast.statemachine.lease.LeaseTable;
import io.holdfast.statemachine.lock.LockEditor;
import io.holdfast.statemachine.lock.LockStore;
import io.holdfast.statemachine.lock.LockTable;
import io.holdfast.statemachine.member.MemberStore;
import io.holdfast.statemachine.member.MemberTable;
import io.holdfast.statemachine.proposer.ProposerTable;
import io.holdfast.statemachine.session.SessionEditor;
import io.holdfast.statemachine.session.SessionStore;
import io.holdfast.statemachine.session.SessionTable;
import io.holdfast.statemachine.watch.WatchSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The replicated state: the same batches in the same order give the same outcomes, events and digests on every replica.
 *
 * <p>{@link #apply} is confined to the apply thread and publishes one {@link StateImage} a batch. Everything else is
 * safe for any thread, reads the image published last and never waits: a reader sees all of a batch or nothing of it.
 *
 * <p>A user's mistake is an {@link Outcome.Rejection}. A throw out of {@code apply} is a bug, leaves this object
 * undefined and would repeat on replay: whoever calls must stop the node.
 */
public final class CoordinationState {
    private final LeaseChanges leaseChanges = new LeaseChanges();
    private final LockChanges lockChanges = new LockChanges();
    private LeaseEditor leaseEditor;
    private LockEditor lockEditor;
    private ConfigEditor configEditor;
    private SessionEditor sessionEditor;
    private KeyValueStore keys;
    private LeaseStore leases;
    private SessionStore sessions;
    private LockStore locks;
    private ConfigStore configs;
    private MemberStore members;
    private final Command.Domains<Outcome> domains = new Domains();
    private ProposerTable proposers;
    private long chain;
    private long timestampMillis;
    private volatile StateImage published;

    /** The state before any command. */
    public CoordinationState() {
        this(StateImage.EMPTY);
    }

    private CoordinationState(StateImage image) {
        adopt(image);
    }

    /**
     * Goes on where the image was captured, whatever this state was before: for readers in one step, as after a batch.
     * Confined to the apply thread.
     */
    public final void adopt(StateImage image) {
        members = new MemberStore(image.members());
        leaseEditor = new LeaseEditor(image.leases(), leaseChanges);
        lockEditor = new LockEditor(image.locks(), lockChanges, session -> sessionEditor.record(session));
        configEditor = new ConfigEditor(image.configs());
        sessionEditor = new SessionEditor(image.sessions(), this::sessionEnded);
        long others = members.content()
                + image.leases().content()
                + image.sessions().content()
                + image.locks().content()
                + image.configs().content();
        keys = new KeyValueStore(image.keyspace(), image.entriesHash() - others, leaseEditor);
        leases = new LeaseStore(leaseEditor, keys, sessionEditor);
        sessions = new SessionStore(sessionEditor, leases, command -> command.accept(domains));
        locks = new LockStore(lockEditor, sessionEditor, keys);
        configs = new ConfigStore(configEditor, sessionEditor, keys);
        proposers = image.proposers();
        chain = image.chain();
        timestampMillis = image.timestampMillis();
        published = image;
    }

    /** A state that goes on where the image was captured; the image and its first owner are not affected. */
    public static CoordinationState restore(StateImage image) {
        return new CoordinationState(image);
    }

    /**
     * Applies one batch, if it is its proposer's next; else nothing changes, and the answer says which number would have
     * been. Confined to the apply thread.
     */
    public Applied apply(CommandBatch batch) {
        long next = proposers.nextOf(batch.incarnation());
        if (batch.number() != next) {
            return Applied.outOfTurn(next);
        }
        proposers = proposers.with(batch.incarnation(), next);
        timestampMillis = Math.max(timestampMillis, batch.timestampMillis());
        sessionEditor.beginBatch(timestampMillis);
        lockEditor.beginBatch(timestampMillis);
        configEditor.beginBatch(timestampMillis);
        List<Outcome> outcomes = new ArrayList<>(batch.commands().size());
        for (Command command : batch.commands()) {
            Outcome outcome = command.accept(domains);
            chain = Hash64.mix(chain, OutcomeHash.of(outcome));
            outcomes.add(outcome);
        }
        KeyValueStore.Changes changes = keys.takeChanges();
        chain = Hash64.mix(chain, changes.hash());
        publish();
        return new Applied(
                true, next + 1, outcomes, leaseChanges.take(), lockChanges.take(), topics(), changes.events());
    }

    private List<Topic> topics() {
        List<Topic> topics = new ArrayList<>(lockChanges.takeTopics());
        topics.addAll(configEditor.takeTopics());
        return topics;
    }

    private void sessionEnded(SessionRecord session, SessionEnd end, String by, String why) {
        lockEditor.ended(session, end, by, why);
        configEditor.ended(session, end, by, why);
    }

    private void publish() {
        LeaseTable leaseTable = leaseEditor.freeze();
        SessionTable sessionTable = sessionEditor.freeze(leaseTable);
        LockTable lockTable = lockEditor.freeze();
        ConfigTable configTable = configEditor.freeze();
        long entriesHash = keys.content()
                + leaseTable.content()
                + sessionTable.content()
                + lockTable.content()
                + configTable.content()
                + members.content();
        published = new StateImage(
                keys.freeze(),
                leaseTable,
                sessionTable,
                lockTable,
                configTable,
                members.table(),
                proposers,
                timestampMillis,
                chain,
                entriesHash);
    }

    /** Answers a query from the image published last. */
    public Outcome query(Query query) {
        return query.accept(new Answers(published));
    }

    /** The whole state as of the batch published last, in O(1). */
    public StateImage capture() {
        return published;
    }

    /** What this replica believes. */
    public Digest digest() {
        return published.digest();
    }

    /** The newest revision. */
    public long revision() {
        return published.keyspace().revision();
    }

    /** The oldest readable revision, 0 if history was never compacted. */
    public long compactedRevision() {
        return published.keyspace().compactedRevision();
    }

    /** How many keys exist. */
    public long keyCount() {
        return published.keyspace().live().size();
    }

    /** How much history is kept. */
    public HistoryStats history() {
        return published.keyspace().history();
    }

    /**
     * The lowest compaction floor at which at most so much history remains, or empty if that little is kept already. In
     * O(log n).
     *
     * @param maxPayloadBytes key and value bytes of superseded versions
     * @param maxRevisions revisions after the floor
     */
    public OptionalLong compactionFloor(long maxPayloadBytes, long maxRevisions) {
        return published.keyspace().floorFor(maxPayloadBytes, maxRevisions);
    }

    /** What watches read, as of the batch published last. */
    public WatchSource watchSource() {
        return new WatchSource(published.keyspace());
    }

    /** The disk registered for a node. */
    public Optional<String> storageOf(String node) {
        return published.members().storageOf(node);
    }

    /** The member table. */
    public MemberTable members() {
        return published.members();
    }

    /** How far each proposer's batches were applied. */
    public ProposerTable proposers() {
        return published.proposers();
    }

    /** The lease table. */
    public LeaseTable leases() {
        return published.leases();
    }

    /** The session table. */
    public SessionTable sessions() {
        return published.sessions();
    }

    /** The lock table. */
    public LockTable locks() {
        return published.locks();
    }

    /** The config sets. */
    public ConfigTable configs() {
        return published.configs();
    }

    /**
     * What a leader that is new must time, from the beginning: every hold that has a maximum, as granted, and every lock
     * that a delay keeps free, as cooling. Takes time for all holds.
     */
    public List<LockChange> timedLocks() {
        LockChanges timed = new LockChanges();
        published.locks().forEachTimed(timed);
        return timed.take();
    }

    /** The largest timestamp of any batch so far: milliseconds since 1970 by some leader's clock, for display only. */
    public long timestampMillis() {
        return published.timestampMillis();
    }

    /** One table a domain. */
    private final class Domains implements Command.Domains<Outcome> {
        @Override
        public Outcome keyValue(KeyValueCommand command) {
            return keys.apply(command);
        }

        @Override
        public Outcome lease(LeaseCommand command) {
            return leases.apply(command);
        }

        @Override
        public Outcome session(SessionCommand command) {
            return sessions.apply(command);
        }

        @Override
        public Outcome config(ConfigCommand command) {
            return configs.apply(command);
        }

        @Override
        public Outcome lock(LockCommand command) {
            return locks.apply(command);
        }

        @Override
        public Outcome member(MemberCommand command) {
            return members.apply(command, keys.revision());
        }
    }
}
