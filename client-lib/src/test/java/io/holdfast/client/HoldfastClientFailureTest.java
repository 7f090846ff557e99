package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What callers are told when nodes fail or calls are cut short, over real mutual TLS. */
@Timeout(60)
class HoldfastClientFailureTest extends ClientFixture {
    @Test
    void pain19_aWriteUnderWayWhenTheNodeDiesIsAnsweredByTheNewLeader() {
        FakeNode second = node("n2", new MapScript());
        CountDownLatch received = new CountDownLatch(1);
        FakeNode first = FakeNode.start("n1", pki, (connection, requests) -> received.countDown());
        second.follow(first.asLeader(1));
        HoldfastClient client = client(pki.client(first.address(), second.address()));
        CompletableFuture<PutReply> write = client.keyValue().put("a", "1");
        await().until(() -> received.getCount() == 0);
        second.follow(second.asLeader(2));
        first.close();
        assertThat(write.join().revision()).isEqualTo(2);
    }

    @Test
    void aWriteWithoutAnAnswerIsUnknownAndItsOutcomeCanBeAskedFor() {
        FakeNode node = node("n1", (connection, requests) -> {});
        HoldfastClient client = client(pki.client(node.address()).requestTimeout(Duration.ofMillis(300)));
        HoldfastException failure = failure(client.keyValue().put("a", "1"));
        assertThat(failure).isInstanceOf(RequestTimeoutException.class);
        assertThat(failure.outcome()).isEqualTo(OperationOutcome.UNKNOWN);
        RequestOutcome outcome = client.awaitOutcome(failure.requestId().orElseThrow());
        assertThat(outcome).isInstanceOf(RequestOutcome.NotApplied.class);
        assertThat(outcome.outcome()).isEqualTo(OperationOutcome.NOT_APPLIED);
    }

    @Test
    void aReadUnderWayWhenTheStreamBreaksIsReadAgain() {
        AtomicBoolean broken = new AtomicBoolean();
        MapScript map = new MapScript();
        FakeNode node = node("n1", (connection, requests) -> {
            if (broken.compareAndSet(false, true)) {
                connection.end(Status.UNAVAILABLE.withDescription("cut"));
            } else {
                map.requests(connection, requests);
            }
        });
        assertThat(client(pki.client(node.address()))
                        .keyValue()
                        .blocking()
                        .get("a")
                        .keyValue())
                .isEmpty();
        assertThat(node.connections()).isEqualTo(2);
    }

    @Test
    void aNodeThatNeverAnswersEndsInATimeoutOfUnknownOutcome() {
        FakeNode node = node("n1", (connection, requests) -> {});
        HoldfastClient client = client(pki.client(node.address()));
        await().until(() -> client.cluster().leader().isPresent());
        KeyValueClient kv = client.keyValue().withTimeout(Duration.ofMillis(200));
        assertThat(failure(kv.put("a", "1"))).isInstanceOf(RequestTimeoutException.class);
        assertThat(failure(kv.put("a", "1")).outcome()).isEqualTo(OperationOutcome.UNKNOWN);
        assertThat(failure(kv.get("a")).outcome()).isEqualTo(OperationOutcome.NOT_APPLIED);
    }

    @Test
    void aRefusingPortEndsInUnavailableNamingIt() {
        FakeNode gone = FakeNode.start("n1", pki, new MapScript());
        String address = gone.address();
        gone.close();
        KeyValueClient kv = client(pki.client(address)).keyValue().withTimeout(Duration.ofSeconds(1));
        HoldfastException failure = failure(kv.put("a", "1"));
        assertThat(failure).isInstanceOf(UnavailableException.class);
        assertThat(failure.outcome()).isEqualTo(OperationOutcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining(address).hasMessageContaining("refused");
    }

    @Test
    void aNodeThatComesBackIsFoundAgain() {
        FakeNode first = FakeNode.start("n1", pki, new MapScript());
        int port = Integer.parseInt(first.address().substring("127.0.0.1:".length()));
        BlockingKeyValueClient kv =
                client(pki.client(first.address())).keyValue().blocking();
        kv.put("a", "1");
        first.close();
        FakeNode again = FakeNode.start("n1", port, pki, new MapScript());
        open.add(again);
        assertThat(kv.put("a", "1").revision()).isEqualTo(2);
    }

    @Test
    void manyCallsShareFrames() {
        FakeNode node = node("n1", new MapScript());
        KeyValueClient kv = client(pki.client(node.address())).keyValue();
        kv.put("warm", "up").join();
        List<CompletableFuture<PutReply>> calls = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            calls.add(kv.put("k" + i % 10, "v"));
        }
        CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
        List<Integer> frames = node.open().get(0).frames;
        assertThat(frames.stream().mapToInt(Integer::intValue).sum()).isEqualTo(5_001);
        assertThat(frames.size()).as("frames for 5 000 calls").isLessThan(2_500);
    }

    @Test
    void oneLessIsOpenAtTheNodeThanItsCredit() {
        List<Request> held = new CopyOnWriteArrayList<>();
        FakeNode node = node("n1", (connection, requests) -> held.addAll(requests));
        node.credit(4);
        KeyValueClient kv = client(pki.client(node.address())).keyValue();
        for (int i = 0; i < 10; i++) {
            kv.put("k" + i, "v");
        }
        await().until(() -> held.size() == 3);
        node.open().get(0).results(List.of(new Result.Answered(held.get(0).id(), new Outcome.Put(2, null))));
        await().until(() -> held.size() == 4);
        node.open().get(0).send(new ServerFrame.Credit(9));
        await().until(() -> held.size() == 9);
    }

    @Test
    void anOverloadedNodeIsAskedAgain() {
        AtomicBoolean refused = new AtomicBoolean();
        MapScript map = new MapScript();
        FakeNode node = node("n1", (connection, requests) -> {
            if (refused.compareAndSet(false, true)) {
                connection.results(List.of(new Result.Failed(
                        requests.get(0).id(), Failure.notApplied(Failure.Code.OVERLOADED, "queue full"))));
            } else {
                map.requests(connection, requests);
            }
        });
        assertThat(client(pki.client(node.address()))
                        .keyValue()
                        .blocking()
                        .put("a", "1")
                        .revision())
                .isEqualTo(2);
    }

    @Test
    void futuresCompleteOnACallbackThreadNeverOnTheNetworks() {
        FakeNode node = node("n1", new MapScript());
        KeyValueClient kv = client(pki.client(node.address())).keyValue();
        AtomicReference<String> thread = new AtomicReference<>("");
        CountDownLatch attached = new CountDownLatch(1);
        for (int i = 0; i < 200; i++) {
            kv.put("a", "1")
                    .whenComplete((reply, failure) -> {
                        if (!Thread.currentThread().getName().contains("callback")
                                && Thread.currentThread().getName().contains("-io")) {
                            thread.set(Thread.currentThread().getName());
                        }
                        attached.countDown();
                    })
                    .join();
        }
        assertThat(attached.getCount()).isZero();
        assertThat(thread.get()).isEmpty();
    }

    @Test
    void aCallbackMayWaitForAnotherCallOfTheSameClient() {
        FakeNode node = node("n1", new MapScript());
        HoldfastClient client = client(pki.client(node.address()));
        List<CompletableFuture<Long>> nested = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            nested.add(client.keyValue()
                    .put("a", "1")
                    .thenApplyAsync(reply -> reply, Runnable::run)
                    .thenApply(
                            reply -> client.keyValue().blocking().put("b", "2").revision()));
        }
        assertThat(nested).allSatisfy(call -> assertThat(call.join()).isPositive());
    }

    @Test
    void aCallbackMayWaitForALaterAnswerOfTheSameFrame() {
        List<Request> held = new CopyOnWriteArrayList<>();
        FakeNode node = node("n1", (connection, requests) -> held.addAll(requests));
        KeyValueClient kv = client(pki.client(node.address())).keyValue();
        List<CompletableFuture<PutReply>> calls = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            calls.add(kv.put("k" + i, "v"));
        }
        List<CompletableFuture<Long>> chained = new ArrayList<>();
        for (int i = 0; i + 1 < calls.size(); i++) {
            CompletableFuture<PutReply> later = calls.get(i + 1);
            chained.add(calls.get(i).thenApply(reply -> later.join().revision()));
        }
        await().until(() -> held.size() == 64);
        node.open()
                .get(0)
                .results(held.stream()
                        .<Result>map(request -> new Result.Answered(request.id(), new Outcome.Put(2, null)))
                        .toList());
        assertThat(chained)
                .allSatisfy(call -> assertThat(call.get(20, TimeUnit.SECONDS)).isEqualTo(2));
    }

    @Test
    void theCallersExecutorIsUsedIfThereIsOne() {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        FakeNode node = node("n1", new MapScript());
        HoldfastClient client = client(pki.client(node.address()).callbackExecutor(task -> {
            Thread thread = new Thread(task, "mine");
            threads.add(thread);
            thread.start();
        }));
        client.keyValue().put("a", "1").join();
        assertThat(threads).isNotEmpty();
    }

    @Test
    void anInterruptedCallKeepsTheFlagAndSaysUnknownForAWriteThatWasSent() throws InterruptedException {
        List<Request> held = new CopyOnWriteArrayList<>();
        FakeNode node = node("n1", (connection, requests) -> held.addAll(requests));
        HoldfastClient client = client(pki.client(node.address()));
        HoldfastException thrown = interrupted(client, () -> held.size() == 1);
        assertThat(thrown.outcome()).isEqualTo(OperationOutcome.UNKNOWN);
        assertThat(client.awaitOutcome(thrown.requestId().orElseThrow()).outcome())
                .isEqualTo(OperationOutcome.NOT_APPLIED);
    }

    @Test
    void anInterruptedWriteThatWasNotSentNeverIs() throws InterruptedException {
        List<Request> held = new CopyOnWriteArrayList<>();
        FakeNode gone = FakeNode.start("n1", pki, (connection, requests) -> {});
        gone.close();
        int port = Integer.parseInt(gone.address().substring("127.0.0.1:".length()));
        HoldfastClient client = client(pki.client(gone.address()));
        HoldfastException thrown = interrupted(client, () -> true);
        assertThat(thrown.outcome()).isEqualTo(OperationOutcome.NOT_APPLIED);
        assertThat(thrown.requestId()).isEmpty();
        open.add(FakeNode.start("n1", port, pki, (connection, requests) -> {
            held.addAll(requests);
            connection.results(requests.stream()
                    .<Result>map(request -> new Result.Answered(request.id(), new Outcome.Put(2, null)))
                    .toList());
        }));
        client.keyValue().blocking().put("b", "1");
        assertThat(held).hasSize(1);
    }

    /** What a put throws whose thread is interrupted while it waits. */
    private static HoldfastException interrupted(HoldfastClient client, Callable<Boolean> when)
            throws InterruptedException {
        BlockingKeyValueClient kv = client.keyValue().blocking();
        CompletableFuture<HoldfastException> thrown = new CompletableFuture<>();
        AtomicBoolean flag = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            try {
                kv.put("a", "1");
            } catch (HoldfastException e) {
                flag.set(Thread.currentThread().isInterrupted());
                thrown.complete(e);
            }
        });
        caller.start();
        await().until(() -> when.call() && caller.getState() == Thread.State.WAITING);
        caller.interrupt();
        caller.join();
        assertThat(thrown.join()).isInstanceOf(CallInterruptedException.class);
        assertThat(flag).isTrue();
        return thrown.join();
    }

    @Test
    void closeIsBoundedAndNoThreadOfTheClientIsLeft() {
        FakeNode node = node("n1", (connection, requests) -> {});
        HoldfastClient client = pki.client(node.address()).build();
        CompletableFuture<PutReply> sent = client.keyValue().put("a", "1");
        await().until(() -> !node.open().isEmpty() && !node.open().get(0).frames.isEmpty());
        String name = threads("holdfast-client").get(0).replaceAll("(holdfast-client-\\d+).*", "$1");
        long before = System.nanoTime();
        assertThat(client.close(Duration.ofMillis(200))).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(190), Duration.ofSeconds(3));
        assertThat(failure(sent)).isInstanceOf(ClosedException.class);
        assertThat(failure(sent).outcome()).isEqualTo(OperationOutcome.UNKNOWN);
        await().untilAsserted(() -> assertThat(threads(name + "-")).isEmpty());
        assertThat(failure(client.keyValue().put("b", "1"))).isInstanceOf(ClosedException.class);
        assertThat(client.close(Duration.ofSeconds(1))).as("again").isFalse();
    }

    @Test
    void aCloseOnAnInterruptedThreadSettlesSentAndWaitingCalls() throws InterruptedException {
        List<Request> held = new CopyOnWriteArrayList<>();
        FakeNode node = node("n1", (connection, requests) -> held.addAll(requests));
        node.credit(2);
        HoldfastClient client = client(pki.client(node.address()));
        CompletableFuture<PutReply> sent = client.keyValue().put("a", "1");
        CompletableFuture<PutReply> waiting = client.keyValue().put("b", "1");
        await().until(() -> held.size() == 1);
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread closer = new Thread(() -> {
            Thread.currentThread().interrupt();
            client.close(Duration.ofSeconds(Long.MAX_VALUE));
            flag.complete(Thread.currentThread().isInterrupted());
        });
        closer.start();
        closer.join();
        assertThat(flag.join()).isTrue();
        assertThat(failure(sent)).isInstanceOf(ClosedException.class);
        assertThat(failure(sent).outcome()).isEqualTo(OperationOutcome.UNKNOWN);
        assertThat(failure(waiting)).isInstanceOf(ClosedException.class);
        assertThat(failure(waiting).outcome()).isEqualTo(OperationOutcome.NOT_APPLIED);
    }

    @Test
    void closeWaitsForOpenCallsAndSaysSo() {
        CompletableFuture<FakeNode.Connection> connection = new CompletableFuture<>();
        List<Request> held = new CopyOnWriteArrayList<>();
        FakeNode node = node("n1", (from, requests) -> {
            connection.complete(from);
            held.addAll(requests);
        });
        HoldfastClient client = client(pki.client(node.address()));
        CompletableFuture<PutReply> call = client.keyValue().put("a", "1");
        await().until(() -> held.size() == 1);
        CompletableFuture<Boolean> closing = CompletableFuture.supplyAsync(() -> client.close(Duration.ofSeconds(10)));
        await().until(() -> failed(client.keyValue().put("b", "1")) instanceof ClosedException);
        connection.join().results(List.of(new Result.Answered(held.get(0).id(), new Outcome.Put(2, null))));
        assertThat(closing.join()).isTrue();
        assertThat(call.join().revision()).isEqualTo(2);
    }

    @Test
    void limitsAreCheckedBeforeSending() {
        KeyValueClient kv = client(pki.client("127.0.0.1:1")).keyValue();
        assertThat(rejected(kv.put("", "1"))).isEqualTo(Reason.KEY_EMPTY);
        assertThat(rejected(kv.get(Bytes.wrap(new byte[5000])))).isEqualTo(Reason.KEY_TOO_LARGE);
        assertThat(rejected(kv.put(Bytes.utf8("a"), Bytes.wrap(new byte[(1 << 20) + 1]))))
                .isEqualTo(Reason.VALUE_TOO_LARGE);
        TransactionBuilder<CompletableFuture<TransactionReply>> many = kv.transaction();
        for (int i = 0; i < 129; i++) {
            many.then(Op.put(Bytes.utf8("k" + i), Bytes.EMPTY));
        }
        assertThat(rejected(many.commit())).isEqualTo(Reason.TOO_MANY_OPERATIONS);
        TransactionBuilder<CompletableFuture<TransactionReply>> large = kv.transaction();
        for (int i = 0; i < 2; i++) {
            large.then(Op.put(Bytes.utf8("k" + i), Bytes.wrap(new byte[1 << 20])));
        }
        assertThat(rejected(large.commit())).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void pagesRefuseAnOrderTheyCannotKeep() {
        KeyValueClient kv = client(pki.client("127.0.0.1:1")).keyValue();
        assertThatThrownBy(() -> kv.pages(KeyRange.ALL, RangeOptions.DEFAULT.countOnly()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
