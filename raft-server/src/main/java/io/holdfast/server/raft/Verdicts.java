package io.holdfast.server.raft;

import io.holdfast.server.port.Maintenance.Check;
import java.util.Optional;

/**
 * The readiness checks of a node as sentences: what was seen, and if that is not good, what to do about it. Pure: the
 * figures come from whoever asks.
 */
final class Verdicts {
    /** Below this a log write may fail soon, and a failed log write stops the node. */
    static final long MIN_FREE_BYTES = 256L << 20;

    /** Entries, each of which may hold thousands of commands: a node that keeps up is one or two behind. */
    static final long MAX_LAG = 100;

    private static final long MEBIBYTE = 1 << 20;

    private Verdicts() {}

    /** Raft has not begun; {@code formatted} says whether there is a disk to begin from. */
    static Check raftStarting(boolean formatted) {
        return formatted
                ? Check.failing(
                        "raft",
                        "starting: reading snapshot and log",
                        "wait; it takes longer the more there is to read, and the log says if it cannot be read")
                : Check.failing(
                        "raft",
                        "waiting for a majority of the members before formatting an empty disk",
                        "start the other members, and check that this node reaches their client ports; if this node had"
                                + " data before, stop it and mount its disk");
    }

    /** Raft has begun and is in this state of its life. */
    static Check raft(boolean running, String lifeCycle) {
        return running
                ? Check.passed("raft", "life cycle " + lifeCycle)
                : Check.failing(
                        "raft",
                        "life cycle " + lifeCycle,
                        "wait if it is starting; if it closed by itself, the node ends soon and its last lines say why");
    }

    /** No leader is known. */
    static Check noLeader() {
        return Check.failing(
                "leader",
                "no leader is known",
                "check that a majority of the members runs and that they reach each other's peer ports; certificates"
                        + " that are refused are in their logs");
    }

    /** This node leads; a majority answered so long ago. */
    static Check leads(long quorumMillis, long boundMillis) {
        if (quorumMillis == LeaderContact.NEVER) {
            return Check.failing(
                    "leader",
                    "this node leads; no quorum answered yet",
                    "start the other members, and check the network to their peer ports");
        }
        String seen = "this node leads; a quorum answered " + quorumMillis + " ms ago at the latest";
        return quorumMillis <= boundMillis
                ? Check.passed("leader", seen)
                : Check.failing(
                        "leader",
                        seen,
                        "this node is cut off from a majority, or they are stuck: check the network between the peer"
                                + " ports and the load of the others");
    }

    /** Another leads and was heard so long ago. */
    static Check follows(String leader, long heardMillis, long boundMillis) {
        if (heardMillis == LeaderContact.NEVER) {
            return Check.failing(
                    "leader",
                    "node " + leader + " leads; nothing heard from it yet",
                    "check the network from node " + leader + " to this node's peer port");
        }
        String seen = "node " + leader + " leads; heard from it " + heardMillis + " ms ago";
        return heardMillis <= boundMillis
                ? Check.passed("leader", seen)
                : Check.failing(
                        "leader",
                        seen,
                        "node " + leader + " is stuck or gone, or cannot reach this node: an election should follow;"
                                + " if none does, check the network between the peer ports");
    }

    /** The state has applied up to {@code applied}, -1 for nothing, and {@code lag} committed entries are missing. */
    static Check applied(long applied, long lag) {
        if (applied < 0) {
            return Check.failing(
                    "applied",
                    "nothing is applied yet",
                    "wait until a leader is known; its first entry brings this node up to date");
        }
        String seen = lag + " committed entries not yet applied";
        return lag <= MAX_LAG
                ? Check.passed("applied", seen)
                : Check.failing(
                        "applied",
                        seen,
                        "wait if it falls: the node catches up; if it grows, this machine is too slow for the load: look"
                                + " at its processor and at holdfast_entry_applied_seconds");
    }

    /** The disk is not formatted. */
    static Check unformatted() {
        return Check.failing(
                "storage",
                "the disk is not formatted yet",
                "wait for a majority of the other members, which must say that they know no disk of this node");
    }

    /** Whether the disk of this storage id stands in the member table. */
    static Check storage(String disk, boolean registered) {
        return registered
                ? Check.passed("storage", "disk " + disk + " is in the member table")
                : Check.failing(
                        "storage",
                        "disk " + disk + " is not yet in the member table",
                        "wait until a leader takes the registration; if the log says that another disk is registered for"
                                + " this node, mount that one or replace the member by one with a new id");
    }

    /** So many bytes are free, and the folder can be written to or not. */
    static Check disk(long freeBytes, boolean writable) {
        String seen = freeBytes / MEBIBYTE + " MiB free" + (writable ? "" : ", not writable") + ", "
                + MIN_FREE_BYTES / MEBIBYTE + " MiB needed";
        if (!writable) {
            return Check.failing(
                    "disk",
                    seen,
                    "check owner and mode of data-dir, and whether its file system was mounted again read-only after an"
                            + " error");
        }
        return freeBytes >= MIN_FREE_BYTES
                ? Check.passed("disk", seen)
                : Check.failing(
                        "disk",
                        seen,
                        "make room: a full disk stops the node; never delete anything under data-dir by hand");
    }

    /** The folder cannot be looked at. */
    static Check noDisk(String why) {
        return Check.failing(
                "disk",
                "the data directory cannot be looked at: " + why,
                "check that the disk of data-dir is mounted and healthy");
    }

    /**
     * Of this node's certificate.
     *
     * @param problem why it is not valid now
     * @param days how long it is valid
     * @param warning what ends soon, empty for nothing
     */
    static Check certificate(Optional<String> problem, long days, String warning) {
        return problem.map(why -> Check.failing(
                        "certificate",
                        why,
                        "check the clock of this machine; issue a certificate with `holdfast pki issue` and put it in"
                                + " place of tls.cert and tls.key"))
                .orElseGet(() -> Check.passed(
                        "certificate",
                        "valid for " + days + " more days" + (warning.isEmpty() ? "" : "; WARNING: " + warning)));
    }
}
