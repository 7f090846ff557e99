package io.holdfast.tls.netty;

import io.holdfast.tls.LiveMaterial;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/**
 * A context that is another one whenever the material has changed. Each handshake uses the newest; and since tickets of
 * an older one cannot be resumed with it, each connection begun after a change was verified with the new material.
 *
 * <p>Safe for any thread.
 */
final class LiveContext extends SslContext {
    private volatile SslContext current;

    /** Makes the context for a material. */
    @FunctionalInterface
    interface Maker {
        SslContext make(TlsMaterial material) throws TlsException;
    }

    LiveContext(LiveMaterial live, Maker maker) throws TlsException {
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
