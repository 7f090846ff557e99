package io.holdfast.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.gateway.FakeLeases.Asking;
import io.holdfast.server.gateway.FakeLeases.Renewing;
import io.holdfast.server.port.LeaseService.Answer;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Renewals and questions about leases on the native stream. */
class GatewayLeaseTest {
    private static final int CREDIT = 4;

    @TempDir
    Path folder;

    private GatewayFixture fixture;
    private RawClient client;

    @BeforeEach
    void start() throws Exception {
        fixture = new GatewayFixture(folder, GatewayFixture.bounds(2, CREDIT), List.of());
        client = fixture.greeted();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aRenewalIsAnsweredLeaseByLease() throws Exception {
        long before = System.nanoTime();
        client.send(new Request.Renew(5, 3_000, List.of(new LeaseName(7, 5), LeaseName.any(8))));
        Renewing renewing = next(fixture.core.leases.renewals);
        answer(renewing.answer(), List.of(new Renewal(7, 5, 9_000), new Renewal(8, 0, 0)));

        assertThat(renewing.leases()).containsExactly(new LeaseName(7, 5), LeaseName.any(8));
        assertThat(renewing.deadlineNanos() - before).isBetween(3_000_000_000L, 13_000_000_000L);
        assertThat(client.results(1))
                .containsExactly(new Result.Renewed(5, List.of(new Renewal(7, 5, 9_000), new Renewal(8, 0, 0))));
    }

    @Test
    void whatIsLeftOfALeaseIsTold() throws Exception {
        client.send(new Request.TimeToLive(6, 0, 7, true));
        Asking asking = next(fixture.core.leases.questions);
        LeaseLife life = new LeaseLife(42, 7, 9_000, 1_234, List.of(Bytes.utf8("k")));
        answer(asking.answer(), life);

        assertThat(asking.lease()).isEqualTo(7);
        assertThat(asking.keys()).isTrue();
        assertThat(client.results(1)).containsExactly(new Result.Lives(6, life));
    }

    @Test
    void aRefusalComesBackAsAFailure() throws Exception {
        client.send(new Request.Renew(5, 0, List.of(LeaseName.any(7))));
        Renewing renewing = next(fixture.core.leases.renewals);
        renewing.answer().failed(Failure.notApplied(Failure.Code.NOT_LEADER, "n2 leads"));
        renewing.answer().flush();

        assertThat(client.results(1).get(0))
                .isInstanceOfSatisfying(
                        Result.Failed.class,
                        failed -> assertThat(failed.failure().code()).isEqualTo(Failure.Code.NOT_LEADER));
    }

    @Test
    void renewalsTakeTheStreamsCreditLikeOtherOperations() throws Exception {
        Request[] renewals = new Request[CREDIT + 1];
        for (int i = 0; i <= CREDIT; i++) {
            renewals[i] = new Request.Renew(i, 0, List.of(LeaseName.any(7)));
        }
        client.send(renewals);

        Result.Failed refused = (Result.Failed) client.results(1).get(0);
        assertThat(refused.id()).isEqualTo(CREDIT);
        assertThat(refused.failure().code()).isEqualTo(Failure.Code.OVERLOADED);
        for (int i = 0; i < CREDIT; i++) {
            answer(next(fixture.core.leases.renewals).answer(), List.of(new Renewal(7, 5, 1)));
        }
        assertThat(client.results(CREDIT)).hasSize(CREDIT);
        client.send(new Request.Renew(9, 0, List.of(LeaseName.any(7))));
        assertThat(next(fixture.core.leases.renewals).leases()).containsExactly(LeaseName.any(7));
    }

    @Test
    void unansweredRenewalsOfOneStreamNameABoundedNumberOfLeases() throws Exception {
        try (GatewayFixture roomy = GatewayFixture.start(Files.createDirectory(folder.resolve("roomy")))) {
            RawClient greedy = roomy.greeted();
            List<LeaseName> many = Collections.nCopies(Limits.MAX_RENEWALS, LeaseName.any(7));
            int taken = RenewalCredit.MAX_LEASES / Limits.MAX_RENEWALS;
            for (int i = 0; i <= taken; i++) {
                greedy.send(new Request.Renew(i, 0, many));
            }
            Result.Failed refused = (Result.Failed) greedy.results(1).get(0);
            assertThat(refused.id()).isEqualTo(taken);
            assertThat(refused.failure().code()).isEqualTo(Failure.Code.OVERLOADED);
            assertThat(refused.failure().message()).contains("8192 leases");

            for (int i = 0; i < taken; i++) {
                answer(
                        next(roomy.core.leases.renewals).answer(),
                        Collections.nCopies(Limits.MAX_RENEWALS, new Renewal(7, 5, 1)));
            }
            assertThat(greedy.results(taken)).hasSize(taken);
            greedy.send(new Request.Renew(99, 0, many));
            assertThat(next(roomy.core.leases.renewals).leases()).hasSize(Limits.MAX_RENEWALS);
        }
    }

    @Test
    void noTimeoutIsLongerThanAnHour() throws Exception {
        long before = System.nanoTime();
        client.send(new Request.Renew(5, Integer.MAX_VALUE, List.of(LeaseName.any(7))));
        long given = next(fixture.core.leases.renewals).deadlineNanos() - before;
        assertThat(given).isBetween(3_600_000_000_000L, 3_620_000_000_000L);
    }

    @Test
    void moreKeysThanAFrameCarriesAreAFailureThatSaysWhatToDo() throws Exception {
        client.send(new Request.TimeToLive(6, 0, 7, true));
        Bytes key = Bytes.wrap(new byte[4_096]);
        answer(
                next(fixture.core.leases.questions).answer(),
                new LeaseLife(42, 7, 9_000, 1_234, Collections.nCopies(2_100, key)));

        assertThat(client.results(1).get(0))
                .isInstanceOfSatisfying(
                        Result.Failed.class,
                        failed -> assertThat(failed.failure().message()).contains("ask without the keys"));
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing arrived");
        }
        return next;
    }

    private static <T> void answer(Answer<T> waiting, T answer) {
        waiting.answered(answer);
        waiting.flush();
    }
}
