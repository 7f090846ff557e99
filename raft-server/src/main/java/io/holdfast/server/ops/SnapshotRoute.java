package io.holdfast.server.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.model.Bytes;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.HttpRoutes;
import io.holdfast.server.port.LeaseService;
import io.holdfast.server.port.Maintenance;
import io.holdfast.server.port.StateCopy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * {@code /snapshot}: a snapshot of everything this node has applied by now, for operators. The answer is one line of JSON
 * that says what follows, then the file, then the SHA-256 of the file as 32 bytes; what ends before that is not whole.
 * docs/formats.md has it.
 */
final class SnapshotRoute implements HttpRoutes {
    static final String PATH = "/snapshot";

    private static final String CONTENT_TYPE = "application/vnd.holdfast.snapshot";
    private static final int PIECE_BYTES = 256 << 10;

    /** A large state takes its time, at the rate that the node writes snapshots with. */
    private static final long PATIENCE_NANOS = Duration.ofMinutes(10).toNanos();

    private final ObjectMapper json = new ObjectMapper();
    private final Maintenance maintenance;

    SnapshotRoute(Maintenance maintenance) {
        this.maintenance = maintenance;
    }

    @Override
    public Pace pace(String path) {
        return path.equals(PATH) ? Pace.PATIENT : Pace.NONE;
    }

    @Override
    public void serve(Request request, Answer answer) throws IOException, InterruptedException {
        if (!request.method().equals("GET")) {
            say(answer, Reply.METHOD_NOT_ALLOWED, "only GET is answered here");
        } else if (!request.client().isOperator()) {
            say(answer, Reply.FORBIDDEN, "a snapshot has everybody's data: it is for certificates of operators");
        } else {
            copy(answer);
        }
    }

    private void copy(Answer answer) throws IOException, InterruptedException {
        Awaited<StateCopy> opened = new Awaited<>();
        maintenance.operations().copyState(System.nanoTime() + PATIENCE_NANOS, opened);
        try (StateCopy copy = opened.get()) {
            answer.begin(CONTENT_TYPE);
            answer.part(preface(copy));
            send(copy, answer);
        } catch (FailedException e) {
            say(answer, statusOf(e.failure), e.failure.code() + ": " + e.failure.message());
        } catch (InterruptedException e) {
            opened.future.thenAccept(StateCopy::close);
            throw e;
        }
    }

    private byte[] preface(StateCopy copy) {
        var preface = json.createObjectNode()
                .put("cluster", copy.header().cluster())
                .put("clusterId", maintenance.status().clusterId())
                .put("node", maintenance.status().node())
                .put("term", copy.header().term())
                .put("index", copy.header().index())
                .put("revision", copy.revision())
                .put("bytes", copy.bytes());
        try {
            return (json.writeValueAsString(preface) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values has a JSON form", e);
        }
    }

    private static void send(StateCopy copy, Answer answer) throws IOException, InterruptedException {
        MessageDigest digest = sha256();
        while (true) {
            Awaited<Bytes> next = new Awaited<>();
            copy.next(PIECE_BYTES, next);
            byte[] piece;
            try {
                piece = next.get().sharedArray();
            } catch (FailedException e) {
                // The beginning is on its way: without its end nobody takes it for whole.
                throw new IOException("the snapshot cannot be read on: " + e.failure.message(), e);
            }
            if (piece.length == 0) {
                answer.part(digest.digest());
                return;
            }
            digest.update(piece);
            answer.part(piece);
        }
    }

    private static int statusOf(Failure failure) {
        return failure.code() == Failure.Code.INTERNAL ? Reply.INTERNAL_ERROR : Reply.UNAVAILABLE;
    }

    private static void say(Answer answer, int status, String text) throws IOException {
        answer.send(status, Reply.TEXT, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Why an answer did not come. */
    private static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // never leaves this class
        private final Failure failure;

        FailedException(Failure failure) {
            super(failure.message());
            this.failure = failure;
        }
    }

    /** An answer that a thread waits for. */
    private static final class Awaited<T> implements LeaseService.Answer<T> {
        private final CompletableFuture<T> future = new CompletableFuture<>();

        @Override
        public void answered(T answer) {
            future.complete(answer);
        }

        @Override
        public void failed(Failure failure) {
            future.completeExceptionally(new FailedException(failure));
        }

        T get() throws InterruptedException, FailedException {
            try {
                return future.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof FailedException failed) {
                    throw failed;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }
}
