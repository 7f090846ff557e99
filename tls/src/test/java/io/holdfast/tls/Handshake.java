package io.holdfast.tls;

import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A handshake of two engines in memory, driven until neither moves any more: with TLS 1.3 a client is done before the
 * server has looked at its certificate.
 */
public final class Handshake {
    private static final int ROUNDS = 1_000;

    private final Side client;
    private final Side server;

    private Handshake(SSLEngine client, SSLEngine server) {
        this.client = new Side(client);
        this.server = new Side(server);
    }

    public static Handshake between(SSLEngine client, SSLEngine server) {
        Handshake handshake = new Handshake(client, server);
        handshake.run();
        return handshake;
    }

    public boolean succeeded() {
        return client.failure == null && server.failure == null && client.isDone() && server.isDone();
    }

    /** The refusal by the client of what the server offered. */
    public String clientRefusal() {
        return refusal(client);
    }

    /** The refusal by the server of what the client offered. */
    public String serverRefusal() {
        return refusal(server);
    }

    /** What ended the server's side, of whatever kind. */
    public Optional<Throwable> serverFailure() {
        return Optional.ofNullable(server.failure);
    }

    private void run() {
        client.begin();
        server.begin();
        for (int round = 0; round < ROUNDS; round++) {
            boolean moved = client.step(server.sent);
            moved |= server.step(client.sent);
            if (!moved) {
                return;
            }
        }
        throw new AssertionError("the handshake did not come to rest after " + ROUNDS + " rounds");
    }

    private static String refusal(Side side) {
        for (Throwable cause = side.failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IdentityException refusal) {
                return String.valueOf(refusal.getMessage());
            }
        }
        throw new AssertionError("no refusal, but " + side.failure, side.failure);
    }

    /** One engine and the bytes it has sent that the other has not read. */
    private static final class Side {
        private final SSLEngine engine;
        private final ByteBuffer sent = ByteBuffer.allocate(1 << 17);
        private final ByteBuffer received = ByteBuffer.allocate(1 << 17);
        private @Nullable Throwable failure;

        Side(SSLEngine engine) {
            this.engine = engine;
        }

        void begin() {
            try {
                engine.beginHandshake();
            } catch (SSLException e) {
                failure = e;
            }
        }

        boolean isDone() {
            return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
        }

        boolean step(ByteBuffer incoming) {
            try {
                return advance(incoming);
            } catch (SSLException e) {
                boolean first = failure == null;
                failure = first ? e : failure;
                return first;
            }
        }

        private boolean advance(ByteBuffer incoming) throws SSLException {
            return switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    Runnable task = engine.getDelegatedTask();
                    if (task != null) {
                        task.run();
                    }
                    yield task != null;
                }
                case NEED_WRAP ->
                    engine.wrap(ByteBuffer.allocate(0), sent).bytesProduced() > 0
                            || engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP;
                default -> read(incoming);
            };
        }

        private boolean read(ByteBuffer incoming) throws SSLException {
            HandshakeStatus before = engine.getHandshakeStatus();
            incoming.flip();
            try {
                return engine.unwrap(incoming, received).bytesConsumed() > 0 || engine.getHandshakeStatus() != before;
            } finally {
                incoming.compact();
            }
        }
    }
}
