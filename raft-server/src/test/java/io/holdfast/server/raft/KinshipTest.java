package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.grpc.Status;
import io.holdfast.server.raft.RaftOptions.MemberAddress;
import io.holdfast.server.storage.ClusterId;
import io.holdfast.server.storage.DataDirectory;
import io.holdfast.server.storage.DirectoryException;
import io.holdfast.wire.PeerReply.Answer;
import io.holdfast.wire.PeerReply.Identified;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KinshipTest {
    private static final String RESTORED =
            ClusterId.restored("test", "aa", "drill-1", 1).toString();

    @TempDir
    Path folder;

    private final PeerLink peers = mock(PeerLink.class);
    private final Map<String, CompletableFuture<Identified>> answers = new TreeMap<>();
    private final RecordingFailStop failStop = new RecordingFailStop();
    private DataDirectory directory;

    @BeforeEach
    void open() throws DirectoryException {
        directory = DataDirectory.open(folder.resolve("data"), "test", "n1");
        when(peers.identify(any(), any(), anyLong())).thenAnswer(call -> {
            MemberAddress asked = call.getArgument(0);
            return Objects.requireNonNull(answers.get(asked.id()));
        });
    }

    @AfterEach
    void close() throws DirectoryException {
        directory.close();
    }

    @Test
    void pain26_aNodeWithADiskOfBeforeTheRestorationStopsWhenAMajorityBelongsElsewhere() throws DirectoryException {
        directory.format("test", "n1");
        say("n2", Identified.of(Answer.NO_RECORD).in(RESTORED));
        say("n3", Identified.of(Answer.NOT_READY).in(RESTORED));
        kinship().tick();
        assertThat(failStop.lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("CLUSTER_MISMATCH", "n2, n3", RESTORED, "restored from a backup", "an empty one"));
    }

    @Test
    void aNodeThatWasAMemberThereAlreadyIsNotSentThereWithAnEmptyDirectory() throws DirectoryException {
        directory.format("test", "n1");
        say("n2", Identified.recorded("disk-9").in(RESTORED));
        say("n3", Identified.of(Answer.NOT_READY).in(RESTORED));
        kinship().tick();
        assertThat(failStop.lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("CLUSTER_MISMATCH", "with disk disk-9", "bring that one back")
                        .doesNotContain("start the node on an empty one"));
    }

    @Test
    void aNodeThatWasRestoredASecondTimeAfterItHadRunStopsThoughNobodyLeads() throws DirectoryException {
        directory.format("test", "n1", ClusterId.read("test", RESTORED));
        String own = directory.identity().orElseThrow().storage();
        say("n2", Identified.recorded(own).in(RESTORED));
        say("n3", Identified.of(Answer.NOT_READY).in(RESTORED));
        kinship().tick();
        assertThat(failStop.lines()).as("its own disk is on record").isEmpty();
        say("n2", Identified.recorded("disk-9").in(RESTORED));
        kinship().tick();
        assertThat(failStop.lines())
                .singleElement()
                .satisfies(line -> assertThat(line).contains("disk disk-9 is on record", "swapped disk must not vote"));
    }

    @Test
    void aQuestionWhoseAnswersCouldNotBeJudgedDoesNotEndTheAsking() throws DirectoryException {
        directory.format("test", "n1");
        say("n2", Identified.of(Answer.NOT_READY).in(RESTORED));
        say("n3", Identified.of(Answer.NOT_READY).in(RESTORED));
        FailStop throwing = (line, cause) -> {
            throw new IllegalStateException(line);
        };
        Kinship kinship = kinship(throwing);
        kinship.tick();
        kinship.tick();
        verify(peers, times(4)).identify(any(), any(), anyLong());
    }

    @Test
    void aRestoredNodeStopsIfTheOthersWereNot() throws DirectoryException {
        directory.format("test", "n1", ClusterId.read("test", RESTORED));
        say("n2", Identified.of(Answer.NO_RECORD));
        say("n3", Identified.of(Answer.NOT_READY));
        kinship().tick();
        assertThat(failStop.lines())
                .singleElement()
                .satisfies(line -> assertThat(line).contains("CLUSTER_MISMATCH", "before any restoration"));
    }

    @Test
    void oneStrangerOrTwoThatDisagreeDoNotStopANode() throws DirectoryException {
        directory.format("test", "n1");
        say("n2", Identified.of(Answer.NOT_READY).in(RESTORED));
        say("n3", Identified.of(Answer.NOT_READY));
        kinship().tick();
        say(
                "n3",
                Identified.of(Answer.NOT_READY)
                        .in(ClusterId.restored("test", "aa", "drill-2", 1).toString()));
        kinship().tick();
        assertThat(failStop.lines()).isEmpty();
    }

    @Test
    void whoWasNeverFormattedOrDoesNotAnswerBelongsNowhere() throws DirectoryException {
        directory.format("test", "n1", ClusterId.read("test", RESTORED));
        say("n2", Identified.of(Answer.EMPTY));
        answers.put("n3", CompletableFuture.failedFuture(Status.UNAVAILABLE.asRuntimeException()));
        kinship().tick();
        assertThat(failStop.lines()).isEmpty();
    }

    @Test
    void nobodyIsAskedAgainBeforeAllHaveAnsweredNorByAnEmptyDisk() throws DirectoryException {
        Kinship kinship = kinship();
        kinship.tick();
        verify(peers, never()).identify(any(), any(), anyLong());
        directory.format("test", "n1");
        answers.put("n2", new CompletableFuture<>());
        answers.put("n3", new CompletableFuture<>());
        kinship.tick();
        kinship.tick();
        verify(peers, times(2)).identify(any(), any(), anyLong());
    }

    private void say(String node, Identified answer) {
        answers.put(node, CompletableFuture.completedFuture(answer));
    }

    private Kinship kinship() {
        return kinship(failStop);
    }

    private Kinship kinship(FailStop failStop) {
        RaftOptions options = RaftOptions.of(
                "test",
                "n1",
                "127.0.0.1",
                List.of(
                        new MemberAddress("n1", "127.0.0.1", 7400, 7401),
                        new MemberAddress("n2", "127.0.0.1", 7410, 7411),
                        new MemberAddress("n3", "127.0.0.1", 7420, 7421)));
        return new Kinship(options, directory, peers, failStop);
    }
}
