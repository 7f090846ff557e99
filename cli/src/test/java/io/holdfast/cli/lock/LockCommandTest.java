package io.holdfast.cli.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.cli.ToolRun;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.LockClient;
import io.holdfast.client.LockDetails;
import io.holdfast.client.LockHandle;
import io.holdfast.client.LockLoss;
import io.holdfast.client.LockOptions;
import io.holdfast.client.LockPage;
import io.holdfast.client.LockTimeoutException;
import io.holdfast.client.NamedLock;
import io.holdfast.client.NamedReadWriteLock;
import io.holdfast.client.NamedSemaphore;
import io.holdfast.client.Registration;
import io.holdfast.model.Limits;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.lock.LockRecord;
import io.holdfast.model.lock.WaitRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.ArgumentCaptor;

class LockCommandTest {
    private static final LockRecord DEMO = new LockRecord("demo", LockKind.EXCLUSIVE, 0, false, 1, 1, 1, 42, 0);

    private final HoldfastClient client = mock(HoldfastClient.class);
    private final LockClient locks = mock(LockClient.class);
    private final NamedLock lock = mock(NamedLock.class);
    private final LockHandle handle = mock(LockHandle.class);

    @TempDir
    private Path folder;

    @BeforeEach
    void connect() {
        when(client.locks()).thenReturn(locks);
        when(locks.exclusive("demo")).thenReturn(lock);
        when(lock.acquire(any(LockOptions.class))).thenReturn(handle);
        when(handle.name()).thenReturn("demo");
        when(handle.token()).thenReturn(42L);
        when(handle.loss()).thenReturn(Optional.empty());
        when(handle.onLost(any())).thenReturn(mock(Registration.class));
        when(handle.releaseAsync()).thenReturn(CompletableFuture.completedFuture(null));
    }

    private LockOptions asked() {
        ArgumentCaptor<LockOptions> options = ArgumentCaptor.forClass(LockOptions.class);
        verify(lock).acquire(options.capture());
        return options.getValue();
    }

    @Test
    void theCommandFindsItsTokenAndItsStatusIsPassedOn() throws IOException {
        Path found = folder.resolve("found");
        ToolRun run = ToolRun.of(
                client,
                "lock",
                "demo",
                "--",
                "sh",
                "-c",
                "echo $HOLDFAST_LOCK_NAME $HOLDFAST_FENCING_TOKEN > " + found + "; exit 3");
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEmpty();
        assertThat(Files.readString(found)).isEqualTo("demo 42\n");
        assertThat(asked()).isEqualTo(LockOptions.DEFAULT);
        verify(handle).releaseAsync();
    }

    @Test
    void aCommandWhoseLockIsLostIsEndedWithAllItStarted() throws IOException {
        LockLoss loss = new LockLoss(LockEnd.SESSION_EXPIRED, "no heartbeat within 10 s");
        when(handle.onLost(any())).thenAnswer(call -> {
            Consumer<LockLoss> listener = call.getArgument(0);
            when(handle.loss()).thenReturn(Optional.of(loss));
            Thread later = new Thread(() -> listener.accept(loss));
            later.start();
            return mock(Registration.class);
        });
        Path child = folder.resolve("child");
        ToolRun run = ToolRun.of(
                client,
                "lock",
                "demo",
                "--grace",
                "200ms",
                "--",
                "sh",
                "-c",
                "trap '' TERM; sleep 100 & echo $! > " + child + "; wait; sleep 100");
        assertThat(run.status()).isEqualTo(10);
        assertThat(run.err())
                .startsWith(
                        "error: LOCK_LOST: lock 'demo' (token 42) was lost: SESSION_EXPIRED, no heartbeat within 10 s");
        if (Files.exists(child)) {
            long pid = Long.parseLong(Files.readString(child).strip());
            assertThat(ProcessHandle.of(pid).map(ProcessHandle::onExit).orElse(CompletableFuture.completedFuture(null)))
                    .succeedsWithin(Duration.ofSeconds(10));
        }
        verify(handle, never()).releaseAsync();
    }

    @Test
    void whatTheCommandStartedIsGoneBeforeTheToolLeavesEvenIfTheCommandEndsAtOnce() throws IOException {
        LockLoss loss = new LockLoss(LockEnd.REVOKED, "by an operator");
        Path stubborn = folder.resolve("stubborn");
        when(handle.onLost(any())).thenAnswer(call -> {
            Consumer<LockLoss> listener = call.getArgument(0);
            new Thread(() -> {
                        await().until(() -> Files.exists(stubborn)
                                && !Files.readString(stubborn).isEmpty());
                        when(handle.loss()).thenReturn(Optional.of(loss));
                        listener.accept(loss);
                    })
                    .start();
            return mock(Registration.class);
        });
        String worker = "trap \"\" TERM; echo $$ > " + stubborn + "; sleep 100";
        ToolRun run = ToolRun.of(
                client, "lock", "demo", "--grace", "300ms", "--", "sh", "-c", "sh -c '" + worker + "' & wait");
        assertThat(run.status()).isEqualTo(10);
        long pid = Long.parseLong(Files.readString(stubborn).strip());
        assertThat(ProcessHandle.of(pid).map(ProcessHandle::onExit).orElse(CompletableFuture.completedFuture(null)))
                .succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void aCommandThatDoesNotExistIsSaidAsAShellSaysIt() {
        ToolRun run = ToolRun.of(client, "lock", "demo", "--", "no-such-command-anywhere");
        assertThat(run.status()).isEqualTo(127);
        assertThat(run.err()).startsWith("error: COMMAND_NOT_FOUND: ").contains("no-such-command-anywhere");
    }

    @Test
    void withoutPatienceAHeldLockIsRefused() {
        when(lock.tryAcquire(any(LockOptions.class))).thenReturn(Optional.empty());
        ToolRun run = ToolRun.of(client, "lock", "demo", "--wait", "0", "--", "true");
        assertThat(run.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(run.err())
                .startsWith("error: LOCK_HELD: lock 'demo' is held")
                .contains("lock show demo");
    }

    @Test
    void aTimeoutNamesTheHolder() {
        when(lock.acquire(any(LockOptions.class)))
                .thenThrow(new LockTimeoutException(2, "worker-7", "held by 'worker-7', position 2"));
        ToolRun run = ToolRun.of(client, "lock", "demo", "--wait", "1s", "--", "true");
        assertThat(run.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(run.err()).startsWith("error: LOCK_TIMEOUT: held by 'worker-7', position 2");
    }

    @Test
    void flagsBecomeOptions() {
        ToolRun run = ToolRun.of(
                client, "lock", "demo", "--wait=5s", "--max-hold=1m", "--delay=2s", "--label=nightly", "--", "true");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(asked())
                .isEqualTo(LockOptions.DEFAULT
                        .patience(Duration.ofSeconds(5))
                        .maxHold(Duration.ofMinutes(1))
                        .delay(Duration.ofSeconds(2))
                        .label("nightly"));
    }

    @Test
    void sidesAndPermitsAreHeldAsNamed() {
        NamedReadWriteLock sides = mock(NamedReadWriteLock.class);
        when(locks.readWrite("demo")).thenReturn(sides);
        when(sides.write()).thenReturn(lock);
        assertThat(ToolRun.of(client, "lock", "demo", "--write", "--", "true").status())
                .isZero();
        NamedSemaphore semaphore = mock(NamedSemaphore.class);
        when(locks.semaphore("demo", 4)).thenReturn(semaphore);
        when(semaphore.permits(2)).thenReturn(lock);
        assertThat(ToolRun.of(client, "lock", "demo", "--permits", "2/4", "--", "true")
                        .status())
                .isZero();
    }

    @Test
    void nonsenseIsRefusedBeforeAnythingIsAskedFor() {
        for (String[] wrong : new String[][] {
            {"lock", "demo", "--read", "--write", "--", "true"},
            {"lock", "demo", "--permits", "4", "--", "true"},
            {"lock", "demo", "--permits", "a/b", "--", "true"},
            {"lock", "demo", "--wait", "soon", "--", "true"},
            {"lock", "demo", "--max-hold", "1ms", "--", "true"},
            {"lock", "demo"},
            {"lock"}
        }) {
            ToolRun run = ToolRun.of(client, wrong);
            assertThat(run.status()).as(String.join(" ", wrong)).isEqualTo(ExitStatus.USAGE);
            assertThat(run.err()).startsWith("error: USAGE: ");
        }
        verify(lock, never()).acquire(any(LockOptions.class));
    }

    @Test
    void aLockWithTheNameOfAVerbIsReachedThroughRun() {
        when(locks.exclusive("list")).thenReturn(lock);
        assertThat(ToolRun.of(client, "lock", "run", "list", "--", "true").status())
                .isZero();
        verify(locks).exclusive("list");
    }

    @Test
    void showSaysWhoHoldsSinceWhenFromWhereAndWhoWaits() throws IOException {
        LockClaim claim = new LockClaim(LockMode.EXCLUSIVE, 1, 0, 0, 0, "job-7", "nightly report");
        when(locks.show("demo"))
                .thenReturn(Optional.of(new LockDetails(
                        9,
                        DEMO,
                        List.of(new HoldRecord(0xabc, 1, 42, claim, 0, "worker-7", "spiffe://demo/client/app", "h:1")),
                        List.of(new WaitRecord(0xdef, 1, 5, claim, 0, "worker-8", "spiffe://demo/client/b", "h:2")))));
        assertThat(ToolRun.of(client, "lock", "show", "demo").out())
                .contains("exclusive 'demo'", "42", "worker-7", "spiffe://demo/client/app", "h:1", "nightly report")
                .contains("1970-01-01T00:00:00Z", "waits, 1", "worker-8");
        JsonNode json = new ObjectMapper()
                .readTree(
                        ToolRun.of(client, "lock", "show", "demo", "-o", "json").outBytes());
        assertThat(json.path("holding").path(0).path("token").asLong()).isEqualTo(42);
        assertThat(json.path("holding").path(0).path("session").asText()).isEqualTo("abc");
        assertThat(json.path("waiting").path(0).path("client").asText()).isEqualTo("worker-8");
        when(locks.show("none")).thenReturn(Optional.empty());
        assertThat(ToolRun.of(client, "lock", "show", "none").status()).isEqualTo(ExitStatus.REFUSED);
    }

    @Test
    void listGoesThroughAllPages() throws IOException {
        LockRecord pool = new LockRecord("pool", LockKind.SEMAPHORE, 4, true, 3, 2, 0, 44, 0);
        when(locks.list("")).thenReturn(new LockPage(9, List.of(DEMO), true));
        when(locks.list("", "demo", 0)).thenReturn(new LockPage(10, List.of(pool), false));
        assertThat(ToolRun.of(client, "lock", "list").out()).contains("demo", "exclusive", "pool", "3 of 4");
        JsonNode json = new ObjectMapper()
                .readTree(ToolRun.of(client, "lock", "list", "-o", "json").outBytes());
        assertThat(json.path("revision").asLong()).isEqualTo(10);
        assertThat(json.path("locks").path(1).fieldNames())
                .toIterable()
                .containsExactly(
                        "name",
                        "kind",
                        "permits",
                        "permitsFixed",
                        "permitsHeld",
                        "holders",
                        "waiters",
                        "lastToken",
                        "delayMillis");
        when(locks.list("po")).thenReturn(new LockPage(9, List.of(pool), false));
        assertThat(ToolRun.of(client, "lock", "list", "po").out())
                .contains("pool")
                .doesNotContain("demo");
    }

    @Test
    void revokeTellsHowManyHoldsItEnded() {
        when(locks.revoke("demo", 42, "stuck")).thenReturn(1);
        ToolRun run = ToolRun.of(client, "lock", "revoke", "demo", "--token", "42", "--reason", "stuck");
        assertThat(run.status()).isZero();
        assertThat(run.out()).isEqualTo("lock demo revoked, 1 hold ended\n");
        ToolRun none = ToolRun.of(client, "lock", "revoke", "other");
        assertThat(none.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(none.err()).startsWith("error: LOCK_NOT_HELD: nobody holds lock 'other'");
    }

    @Test
    void revokeGoesOnUntilNobodyIsLeft() {
        when(locks.revoke("pool", 0, "")).thenReturn(Limits.MAX_REVOKED, Limits.MAX_REVOKED, 7);
        ToolRun run = ToolRun.of(client, "lock", "revoke", "pool");
        assertThat(run.out()).isEqualTo("lock pool revoked, 20007 holds ended\n");
    }

    @Test
    void permitsAreSetByNumber() {
        when(locks.setPermits("pool", 8)).thenReturn(8);
        ToolRun run = ToolRun.of(client, "lock", "permits", "pool", "8");
        assertThat(run.out()).isEqualTo("semaphore pool has 8 permits\n");
    }
}
