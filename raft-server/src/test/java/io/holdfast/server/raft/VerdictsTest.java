package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.server.port.Maintenance.Check;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What each readiness check says, and what it tells the operator to do. */
class VerdictsTest {
    @Test
    void raftSaysWhatItWaitsFor() {
        failing(Verdicts.raftStarting(true), "raft", "starting: reading snapshot and log", "wait; it takes longer");
        failing(
                Verdicts.raftStarting(false),
                "raft",
                "waiting for a majority of the members before formatting an empty disk",
                "start the other members");
        passed(Verdicts.raft(true, "RUNNING"), "raft", "life cycle RUNNING");
        failing(Verdicts.raft(false, "CLOSED"), "raft", "life cycle CLOSED", "its last lines say why");
    }

    @Test
    void leaderSaysWhoIsSilentAndForHowLong() {
        failing(Verdicts.noLeader(), "leader", "no leader is known", "check that a majority of the members runs");
        failing(
                Verdicts.leads(LeaderContact.NEVER, 1_200),
                "leader",
                "this node leads; no quorum answered yet",
                "start the other members");
        passed(Verdicts.leads(1_200, 1_200), "leader", "this node leads; a quorum answered 1200 ms ago at the latest");
        failing(
                Verdicts.leads(1_201, 1_200),
                "leader",
                "this node leads; a quorum answered 1201 ms ago at the latest",
                "cut off from a majority");
        failing(
                Verdicts.follows("n2", LeaderContact.NEVER, 1_200),
                "leader",
                "node n2 leads; nothing heard from it yet",
                "check the network from node n2");
        passed(Verdicts.follows("n2", 80, 1_200), "leader", "node n2 leads; heard from it 80 ms ago");
        failing(
                Verdicts.follows("n2", 5_000, 1_200),
                "leader",
                "node n2 leads; heard from it 5000 ms ago",
                "node n2 is stuck or gone");
    }

    @Test
    void appliedSaysHowFarBehindTheStateIs() {
        failing(Verdicts.applied(-1, 0), "applied", "nothing is applied yet", "wait until a leader is known");
        passed(Verdicts.applied(7, 100), "applied", "100 committed entries not yet applied");
        failing(
                Verdicts.applied(7, 101),
                "applied",
                "101 committed entries not yet applied",
                "if it grows, this machine is too slow");
    }

    @Test
    void storageSaysWhichDisk() {
        failing(Verdicts.unformatted(), "storage", "the disk is not formatted yet", "wait for a majority");
        passed(Verdicts.storage("d-1", true), "storage", "disk d-1 is in the member table");
        failing(
                Verdicts.storage("d-1", false),
                "storage",
                "disk d-1 is not yet in the member table",
                "replace the member by one with a new id");
    }

    @Test
    void diskSaysHowMuchRoomThereIs() {
        passed(Verdicts.disk(300L << 20, true), "disk", "300 MiB free, 256 MiB needed");
        failing(Verdicts.disk(200L << 20, true), "disk", "200 MiB free, 256 MiB needed", "make room");
        failing(
                Verdicts.disk(300L << 20, false),
                "disk",
                "300 MiB free, not writable, 256 MiB needed",
                "mounted again read-only");
        failing(
                Verdicts.noDisk("no such file"),
                "disk",
                "the data directory cannot be looked at: no such file",
                "mounted and healthy");
    }

    @Test
    void certificateSaysWhenItEnds() {
        passed(Verdicts.certificate(Optional.empty(), 90, ""), "certificate", "valid for 90 more days");
        passed(
                Verdicts.certificate(Optional.empty(), 3, "its authority ends soon"),
                "certificate",
                "valid for 3 more days; WARNING: its authority ends soon");
        failing(
                Verdicts.certificate(Optional.of("expired yesterday"), -1, ""),
                "certificate",
                "expired yesterday",
                "holdfast pki issue");
    }

    @Test
    void everyFailingCheckSaysWhatToDo() {
        assertThat(List.of(
                        Verdicts.raftStarting(true),
                        Verdicts.noLeader(),
                        Verdicts.unformatted(),
                        Verdicts.disk(0, true)))
                .allMatch(check -> !check.advice().isEmpty());
    }

    private static void passed(Check check, String name, String cause) {
        assertThat(check).isEqualTo(Check.passed(name, cause));
    }

    private static void failing(Check check, String name, String cause, String advice) {
        assertThat(check.ok()).isFalse();
        assertThat(check.name()).isEqualTo(name);
        assertThat(check.cause()).isEqualTo(cause);
        assertThat(check.advice()).contains(advice);
    }
}
