package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.ratis.grpc.server.GrpcServicesImpl;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VoteFolderTest {
    @TempDir
    Path folder;

    private final RecordingFailStop failStop = new RecordingFailStop();

    @Test
    void aVoteThatCannotBeMadeDurableStopsTheNode() {
        new VoteFolder(
                        folder,
                        synced -> {
                            throw new IOException("Input/output error");
                        },
                        failStop)
                .sync();
        assertThat(failStop.lines())
                .singleElement()
                .asString()
                .contains("must not vote")
                .contains("Input/output error");
    }

    @Test
    void anElectionThreadThatRatisInterruptsDoesNotStopTheNode() {
        VoteFolder votes = new VoteFolder(folder, failStop);
        Thread.currentThread().interrupt();
        votes.sync();
        assertThat(Thread.interrupted())
                .as("the thread is left interrupted, and the flag is cleared here")
                .isTrue();
        assertThat(failStop.lines()).isEmpty();
    }

    @Test
    void aCandidatesVoteForItselfIsDurableBeforeItAsksOthers() throws Exception {
        List<String> order = new ArrayList<>();
        GrpcServicesImpl ratis = mock(GrpcServicesImpl.class);
        when(ratis.requestVote(any())).thenAnswer(call -> {
            order.add("asked");
            return RequestVoteReplyProto.getDefaultInstance();
        });
        VoteSyncedRpc rpc = new VoteSyncedRpc(
                ratis,
                new VoteFolder(folder, synced -> order.add("synced"), failStop),
                new CandidateWatch("n1", Duration.ofSeconds(1), failStop));
        rpc.requestVote(RequestVoteRequestProto.newBuilder().setPreVote(true).build());
        rpc.requestVote(RequestVoteRequestProto.getDefaultInstance());
        assertThat(order).containsExactly("asked", "synced", "asked");
    }
}
