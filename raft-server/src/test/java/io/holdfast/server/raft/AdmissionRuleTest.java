package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.server.raft.AdmissionRule.Verdict;
import io.holdfast.wire.PeerReply.Answer;
import io.holdfast.wire.PeerReply.Identified;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdmissionRuleTest {
    private static final String RESTORED = "9d0c41f2-7a33-8e21-b5d4-0a1b2c3d4e5f";
    private static final Identified EMPTY = Identified.of(Answer.EMPTY);
    private static final Identified NOT_READY = Identified.of(Answer.NOT_READY);

    @Test
    void aNodeAloneInItsClusterFormatsAtOnce() {
        assertThat(AdmissionRule.judge(1, Map.of())).isEqualTo(new Verdict.Format(""));
    }

    @Test
    void aClusterBeingBornFormatsWhenAMajorityOfOthersNeverHadALog() {
        assertThat(AdmissionRule.judge(3, Map.of("n2", EMPTY))).isEqualTo(new Verdict.Wait(1, 2, ""));
        assertThat(AdmissionRule.judge(3, Map.of("n2", EMPTY, "n3", EMPTY))).isEqualTo(new Verdict.Format(""));
        assertThat(AdmissionRule.judge(5, Map.of("n2", EMPTY, "n3", EMPTY))).isEqualTo(new Verdict.Wait(2, 3, ""));
        assertThat(AdmissionRule.judge(5, Map.of("n2", EMPTY, "n3", EMPTY, "n4", EMPTY)))
                .isEqualTo(new Verdict.Format(""));
    }

    @Test
    void aLeaderWithoutARecordLetsTheNodeIn() {
        assertThat(AdmissionRule.judge(3, Map.of("n2", Identified.of(Answer.NO_RECORD), "n3", NOT_READY)))
                .isEqualTo(new Verdict.Format(""));
    }

    @Test
    void membersWithALogButNoLeaderLeaveTheNodeWaiting() {
        assertThat(AdmissionRule.judge(3, Map.of("n2", NOT_READY, "n3", EMPTY))).isEqualTo(new Verdict.Wait(1, 2, ""));
    }

    @Test
    void aRecordOfAnotherDiskRefusesTheNodeWhateverOthersSay() {
        assertThat(AdmissionRule.judge(3, Map.of("n2", EMPTY, "n3", Identified.recorded("disk-1"))))
                .isEqualTo(new Verdict.Refuse("n3", "disk-1", ""));
    }

    @Test
    void aMemberOfARestoredClusterJoinsThatOneAndNoOther() {
        Identified restored = Identified.of(Answer.NO_RECORD).in(RESTORED);
        assertThat(AdmissionRule.judge(3, Map.of("n2", restored, "n3", NOT_READY)))
                .isEqualTo(new Verdict.Format(RESTORED));
    }

    @Test
    void aRecordOfBeforeTheRestorationDoesNotKeepANodeOutOfTheRestoredCluster() {
        Identified restored = Identified.of(Answer.NO_RECORD).in(RESTORED);
        Identified stale = Identified.recorded("disk-1");
        assertThat(AdmissionRule.judge(5, Map.of("n1", restored, "n4", stale))).isEqualTo(new Verdict.Format(RESTORED));
    }

    @Test
    void aRecordOfTheClusterThatWouldBeJoinedRefusesTheNodeAndNamesIt() {
        Identified behind = Identified.of(Answer.NO_RECORD).in(RESTORED);
        Identified recorded = Identified.recorded("disk-2").in(RESTORED);
        assertThat(AdmissionRule.judge(5, Map.of("n1", behind, "n2", recorded, "n4", EMPTY)))
                .isEqualTo(new Verdict.Refuse("n2", "disk-2", RESTORED));
    }

    @Test
    void withoutALeaderThatHasNoneOfItARecordOfAnyClusterRefusesTheNode() {
        Identified restored = Identified.of(Answer.NOT_READY).in(RESTORED);
        Identified stale = Identified.recorded("disk-1");
        assertThat(AdmissionRule.judge(5, Map.of("n1", restored, "n4", stale)))
                .isEqualTo(new Verdict.Refuse("n4", "disk-1", ""));
    }

    @Test
    void leadersOfTwoClustersDecideNothing() {
        Identified before = Identified.of(Answer.NO_RECORD);
        assertThat(AdmissionRule.judge(5, Map.of("n1", before.in(RESTORED), "n4", before)))
                .isEqualTo(new Verdict.Wait(0, 3, RESTORED));
        assertThat(AdmissionRule.judge(
                        5, Map.of("n1", before.in(RESTORED), "n4", before, "n5", Identified.recorded("disk-1"))))
                .isEqualTo(new Verdict.Refuse("n5", "disk-1", ""));
    }

    @Test
    void pain26_emptyNodesDoNotBeginAClusterBesideOneMemberThatWasRestored() {
        for (Answer answer : new Answer[] {Answer.NOT_READY, Answer.EMPTY}) {
            Identified restored = Identified.of(answer).in(RESTORED);
            assertThat(AdmissionRule.judge(5, Map.of("n1", restored, "n2", EMPTY, "n3", EMPTY, "n4", EMPTY)))
                    .as("%s", answer)
                    .isInstanceOf(Verdict.Wait.class)
                    .extracting(verdict -> ((Verdict.Wait) verdict).restored())
                    .isEqualTo(RESTORED);
        }
    }
}
