package io.holdfast.server.raft;

import io.holdfast.tls.LiveMaterial;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;
import org.apache.ratis.thirdparty.io.netty.buffer.ByteBufAllocator;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.ApplicationProtocolNegotiator;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;

/**
 * The context of the Raft port, another one whenever the material has changed: each handshake uses the newest, and
 * tickets of an older one cannot be resumed with it. The client port's twin is in {@code io.holdfast.tls.netty}; this
 * one speaks of Ratis' shaded Netty.
 *
 * <p>Safe for any thread.
 */
final class PeerContext extends SslContext {
    private volatile SslContext current;

    /** Makes the context for a material. */
    @FunctionalInterface
    interface Maker {
        SslContext make(TlsMaterial material) throws TlsException;
    }

    PeerContext(LiveMaterial live, Maker maker) throws TlsException {
        current = maker.make(live.current());
        live.follow(next -> {
            SslContext made = maker.make(next);
            return () -> current = made;
        });
    }

    @Override
    public boolean isClient() {
        return current.isClient();
    }

    @Override
    public List<String> cipherSuites() {
        return current.cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation") // Netty has no other name for it.
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return current.applicationProtocolNegotiator();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
        return current.newEngine(allocator);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
        return current.newEngine(allocator, host, port);
    }

    @Override
    public SSLSessionContext sessionContext() {
        return current.sessionContext();
    }
}
