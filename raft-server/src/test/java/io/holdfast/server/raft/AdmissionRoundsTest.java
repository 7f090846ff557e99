package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.grpc.Deadline;
import io.grpc.Status;
import io.holdfast.server.raft.RaftOptions.MemberAddress;
import io.holdfast.server.storage.ClusterId;
import io.holdfast.server.storage.DirectoryException;
import io.holdfast.wire.PeerReply.Answer;
import io.holdfast.wire.PeerReply.Identified;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How members are asked, on a clock of its own that questions make advance. */
class AdmissionRoundsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final PeerLink peers = mock(PeerLink.class);
    private final AtomicLong nanos = new AtomicLong();
    private final List<Long> given = new ArrayList<>();

    @Test
    void aLeaderThatTakesLongToProveItselfIsGivenTheTimeInTheEnd() throws Exception {
        // It answers in time only if it has three seconds; before that it says that it could not, or nothing.
        when(peers.identify(any(), any(), anyLong())).thenAnswer(call -> {
            MemberAddress asked = call.getArgument(0);
            long millis = call.getArgument(2);
            given.add(millis);
            if (!asked.id().equals("n2")) {
                return CompletableFuture.failedFuture(Status.UNAVAILABLE.asRuntimeException());
            }
            long patience = PeerService.patienceNanos(Deadline.after(millis, TimeUnit.MILLISECONDS));
            nanos.addAndGet(Math.min(patience, 3 * SECOND));
            return CompletableFuture.completedFuture(
                    Identified.of(patience >= 3 * SECOND ? Answer.NO_RECORD : Answer.NOT_READY));
        });

        admission().await();

        assertThat(given).containsExactly(1_000L, 1_000L, 2_000L, 2_000L, 4_000L, 4_000L);
    }

    @Test
    void aMemberThatSaysNothingIsWaitedForLongerOnlyUpToABound() throws Exception {
        CountDownLatch stopping = new CountDownLatch(1);
        when(peers.identify(any(), any(), anyLong())).thenAnswer(call -> {
            long millis = call.getArgument(2);
            given.add(millis);
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
            if (given.size() == 14) {
                stopping.countDown();
            }
            return CompletableFuture.failedFuture(Status.DEADLINE_EXCEEDED.asRuntimeException());
        });

        new Admission(options(), peers, stopping, nanos::get).await();

        assertThat(given).startsWith(1_000L).endsWith(16_000L, 16_000L).isSorted();
        assertThat(given).filteredOn(each -> each == 16_000L).hasSizeGreaterThan(4);
    }

    @Test
    void aRefusalNamesTheClusterWhoseRecordItIs() {
        String restored = ClusterId.restored("test", "aa", "drill-1", 1).toString();
        for (String cluster : new String[] {"", restored}) {
            when(peers.identify(any(), any(), anyLong()))
                    .thenReturn(CompletableFuture.completedFuture(
                            Identified.recorded("disk-1").in(cluster)));
            assertThatThrownBy(() -> admission().await())
                    .isInstanceOf(DirectoryException.class)
                    .hasMessageContaining(
                            "the disk disk-1 on record for it in cluster id " + ClusterId.read("test", cluster) + ":");
        }
    }

    @Test
    void whoIsNotReadyIsNamed() {
        Identified notReady = Identified.of(Answer.NOT_READY);
        Admission.Round round = new Admission.Round(
                Map.of("n2", notReady, "n3", Identified.of(Answer.EMPTY)), Map.of("n4", "no answer"));
        assertThat(round.notReady()).containsExactly("n2");
    }

    @Test
    void anAnswerLeavesBeforeTheAskerGivesUpAndWithinABound() {
        assertThat(PeerService.patienceNanos(Deadline.after(8, TimeUnit.SECONDS)))
                .isBetween(6 * SECOND, 7 * SECOND);
        assertThat(PeerService.patienceNanos(Deadline.after(1, TimeUnit.HOURS))).isEqualTo(30 * SECOND);
        assertThat(PeerService.patienceNanos(null)).isEqualTo(2 * SECOND);
    }

    private Admission admission() {
        return new Admission(options(), peers, new CountDownLatch(1), nanos::get);
    }

    private static RaftOptions options() {
        return RaftOptions.of(
                "test",
                "n1",
                "127.0.0.1",
                List.of(
                        new MemberAddress("n1", "127.0.0.1", 7400, 7401),
                        new MemberAddress("n2", "127.0.0.1", 7410, 7411),
                        new MemberAddress("n3", "127.0.0.1", 7420, 7421)));
    }
}
