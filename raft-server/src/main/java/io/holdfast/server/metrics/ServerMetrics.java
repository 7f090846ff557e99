package io.holdfast.server.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.query.ReadLevel;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What one server counts. Names are {@code noun.verb.unit}; a name may end in one label, {@code [key=value]}.
 *
 * <p>Every recording method is safe for any thread, never blocks and costs well under a microsecond; the histograms are
 * meant for groups, frames and barriers, not for single operations.
 */
public final class ServerMetrics {
    static final double NANOS_AS_SECONDS = 1e-9;

    private final MetricRegistry registry = new MetricRegistry();
    private final Map<String, String> help = new ConcurrentHashMap<>();
    private final Distribution groupCommands = distribution("group.committed.commands", 1, "Commands in one log entry");
    private final Distribution groupBytes =
            distribution("group.committed.bytes", 1, "Encoded commands of one log entry");
    private final Distribution groupSeconds = distribution(
            "group.committed.seconds", NANOS_AS_SECONDS, "From proposing an entry until it was applied here");
    private final Distribution barrierReads = distribution("barrier.passed.reads", 1, "Reads that shared one barrier");
    private final Distribution barrierSeconds = distribution(
            "barrier.passed.seconds", NANOS_AS_SECONDS, "From asking for a leadership barrier until it held");
    private final Distribution questionReads =
            distribution("question.answered.reads", 1, "Reads that shared one question for a read index to the leader");
    private final Distribution questionSeconds = distribution(
            "question.answered.seconds", NANOS_AS_SECONDS, "From asking the leader for a read index until its answer");
    private final Counter questionsFailed =
            counter("questions.failed.total", "Questions for a read index that got no index from the leader");
    private final Map<ReadLevel.Kind, Counter> reads = readCounters();
    private final Distribution receivedOperations =
            distribution("frame.received.operations", 1, "Operations in one frame from a client");
    private final Distribution sentResults = distribution("frame.sent.results", 1, "Results in one frame to a client");
    private final Counter applied = counter("commands.applied.total", "Commands applied to this node's state");
    private final Counter forwarded =
            counter("entries.forwarded.total", "Entries of this node's clients sent to another node that led");
    private final Counter entriesRefused =
            counter("entries.refused.total", "Entries that the leader refused for good: see the log");
    private final Counter taken = counter("entries.taken.total", "Entries of other nodes' clients this leader took");
    private final Counter resent =
            counter("entries.resent.total", "Entries sent again because an earlier sending may have been lost");
    private final Counter voided = counter(
            "entries.void.total", "Log entries that did nothing: further copies, or ones that came before their turn");
    private final Counter elections = counter("elections.noticed.total", "Changes of leader this node noticed");
    private final Counter connections = counter("connections.opened.total", "Client connections accepted");
    private final Counter refused = counter("connections.refused.total", "Calls refused for the caller's identity");
    private final Counter renewed = counter("leases.renewed.total", "Leases whose renewal this leader acknowledged");
    private final Counter cut = counter("leases.cut.total", "Leases left with their grace: the client's side hung up");
    private final Counter expired = counter("leases.expired.total", "Leases this leader found silent and ended");
    private final Counter bounded =
            counter("leases.bounded.total", "Bounds of remaining time this leader lowered or raised in the log");
    private final Counter clockHeld = counter(
            "leases.held.milliseconds.total",
            "Time that did not count against leases: no quorum, a pause, an overload");
    private final Distribution leaseBarrier = distribution(
            "leases.barrier.seconds", NANOS_AS_SECONDS, "From beginning a barrier for renewals until it counted");
    private final Counter watchPushes = counter("watch.pushes.total", "Event lists handed out to watches");
    private final Counter watchEvents = counter("watch.events.total", "Events handed out to watches");
    private final Counter catchUps = counter("watch.catchups.total", "Watches that began in the past");
    private final Counter resets = counter("watch.resets.total", "Watches that began anew with all keys");
    private final Counter reloads = counter("tls.reloads.total", "Changes of certificates taken into use");
    private final Counter reloadFailures =
            counter("tls.reload.failures.total", "Changes of certificate files that could not be used");
    private final Counter certificatesRefused =
            counter("tls.certificates.refused.total", "Handshakes in which this node refused the other's certificate");
    private final Distribution snapshotSeconds = distribution(
            "snapshot.taken.seconds", NANOS_AS_SECONDS, "From capturing a state until it was verified on disk");
    private final Counter snapshotsFailed = counter("snapshots.failed.total", "Snapshots that could not be taken");
    private final Counter snapshotsInstalled =
            counter("snapshots.installed.total", "Snapshots that a leader sent and this node went on from");
    private final Counter snapshotsRefused =
            counter("snapshots.refused.total", "Snapshots that a leader sent and this node refused as not good");
    private final Map<Failure.Code, Counter> failures = failureCounters();
    private final RequestMetrics requests = new RequestMetrics(this);
    private final StageMetrics stages = new StageMetrics(this);
    private final LockMetrics locks = new LockMetrics(this);
    private final NoticeMetrics notices = new NoticeMetrics(this);

    /** How long requests take. */
    public RequestMetrics requests() {
        return requests;
    }

    /** How long the stages behind the log take. */
    public StageMetrics stages() {
        return stages;
    }

    /** What happens to locks. */
    public LockMetrics locks() {
        return locks;
    }

    /** What streams are told of topics. */
    public NoticeMetrics notices() {
        return notices;
    }

    /** An entry of {@code commands} commands and {@code bytes} encoded bytes took {@code nanos} from propose to apply. */
    public void groupCommitted(int commands, int bytes, long nanos) {
        groupCommands.update(commands);
        groupBytes.update(bytes);
        groupSeconds.update(nanos);
    }

    /** A leadership barrier shared by {@code reads} reads took {@code nanos}. */
    public void barrierPassed(int reads, long nanos) {
        barrierReads.update(reads);
        barrierSeconds.update(nanos);
    }

    /** The leader answered a question for a read index, shared by {@code reads} reads, within {@code nanos}. */
    public void questionAnswered(int reads, long nanos) {
        questionReads.update(reads);
        questionSeconds.update(nanos);
    }

    /** The leader gave no read index. */
    public void questionFailed() {
        questionsFailed.inc();
    }

    /** A read of this level was answered. */
    public void readAnswered(ReadLevel.Kind level) {
        Counter counter = reads.get(level);
        if (counter != null) {
            counter.inc();
        }
    }

    /** {@code commands} commands of one entry were applied, on whatever role. */
    public void applied(int commands) {
        applied.inc(commands);
    }

    /** An entry was sent to another node, which led. */
    public void entryForwarded() {
        forwarded.inc();
    }

    /** Another node's entry stands in this leader's log. */
    public void entryTakenForPeer() {
        taken.inc();
    }

    /** An entry is sent again. */
    public void entryResent() {
        resent.inc();
    }

    /** The leader refused an entry for good. */
    public void entryRefused() {
        entriesRefused.inc();
    }

    /** An entry was not its proposer's next. */
    public void entryVoid() {
        voided.inc();
    }

    /** This node noticed that the leader changed. */
    public void electionNoticed() {
        elections.inc();
    }

    /** Renewals of {@code leases} leases were acknowledged. */
    public void leasesRenewed(int leases) {
        renewed.inc(leases);
    }

    /** A lease was ended because nobody renewed it. */
    public void leaseExpired() {
        expired.inc();
    }

    /** The connections of {@code leases} leases with a grace were ended by their clients' side. */
    public void leasesCut(int leases) {
        cut.inc(leases);
    }

    /** The log holds new bounds of {@code leases} leases. */
    public void leasesBounded(int leases) {
        bounded.inc(leases);
    }

    /** The barrier of a group of renewals, or of nobody, took {@code nanos}. */
    public void leaseBarrierPassed(long nanos) {
        leaseBarrier.update(nanos);
    }

    /** So much time passed that does not count against leases. */
    public void leaseClockHeld(long nanos) {
        clockHeld.inc(nanos / 1_000_000);
    }

    /** An operation was answered with a failure of this kind. */
    public void failed(Failure.Code code) {
        Counter counter = failures.get(code);
        if (counter != null) {
            counter.inc();
        }
    }

    /** A frame with {@code operations} operations arrived. */
    public void frameReceived(int operations) {
        receivedOperations.update(operations);
    }

    /** A frame with {@code results} results was sent. */
    public void frameSent(int results) {
        sentResults.update(results);
    }

    /** A watch was given so many events at once. */
    public void watchPushed(int events) {
        watchPushes.inc();
        watchEvents.inc(events);
    }

    /** A watch began at a revision of the past. */
    public void watchCaughtUp() {
        catchUps.inc();
    }

    /** A watch began anew with all keys of its range. */
    public void watchReset() {
        resets.inc();
    }

    /** New certificates are in use. */
    public void certificatesReloaded() {
        reloads.inc();
    }

    /** The files of certificates changed to something of no use. */
    public void certificateReloadFailed() {
        reloadFailures.inc();
    }

    /** This node refused a certificate. */
    public void certificateRefused() {
        certificatesRefused.inc();
    }

    /** A snapshot is on disk, verified, after so long. */
    public void snapshotTaken(long nanos) {
        snapshotSeconds.update(nanos);
    }

    /** A snapshot could not be taken. */
    public void snapshotFailed() {
        snapshotsFailed.inc();
    }

    /** This node went on from a snapshot that a leader sent. */
    public void snapshotInstalled() {
        snapshotsInstalled.inc();
    }

    /** A leader sent something that is no good snapshot. */
    public void snapshotRefused() {
        snapshotsRefused.inc();
    }

    /** A client's connection was accepted. */
    public void connectionOpened() {
        connections.inc();
    }

    /** A call was refused because of who called. */
    public void callRefused() {
        refused.inc();
    }

    /**
     * Exposes a value that is read at each scrape.
     *
     * @param name {@code noun.verb.unit}, unique in this server, perhaps with a label; one that ends in {@code .total} is
     *     shown as a counter and must never fall
     * @param meaning one line for the reader of the scrape
     * @param value must be cheap, must not block and must not throw
     */
    public void gauge(String name, String meaning, LongSupplier value) {
        help.put(family(name), meaning);
        registry.register(name, (Gauge<Long>) value::getAsLong);
    }

    MetricRegistry registry() {
        return registry;
    }

    String help(String name) {
        return help.getOrDefault(name, name);
    }

    Distribution distribution(String name, double scale, String meaning) {
        help.put(family(name), meaning);
        return registry.register(name, new Distribution(scale));
    }

    Counter counter(String name, String meaning) {
        help.put(family(name), meaning);
        return registry.counter(name);
    }

    /** A name without its label. */
    private static String family(String name) {
        int label = name.indexOf('[');
        return label < 0 ? name : name.substring(0, label);
    }

    private Map<ReadLevel.Kind, Counter> readCounters() {
        help.put("reads.answered.total", "Reads answered, by the level asked for");
        Map<ReadLevel.Kind, Counter> counters = new EnumMap<>(ReadLevel.Kind.class);
        for (ReadLevel.Kind kind : ReadLevel.Kind.values()) {
            String label = kind.name().toLowerCase(Locale.ROOT);
            counters.put(kind, registry.counter("reads.answered.total[level=" + label + "]"));
        }
        return counters;
    }

    private Map<Failure.Code, Counter> failureCounters() {
        help.put("operations.failed.total", "Operations answered with a failure, by its code");
        Map<Failure.Code, Counter> counters = new EnumMap<>(Failure.Code.class);
        for (Failure.Code code : Failure.Code.values()) {
            String label = code.name().toLowerCase(Locale.ROOT);
            counters.put(code, registry.counter("operations.failed.total[code=" + label + "]"));
        }
        return counters;
    }
}
