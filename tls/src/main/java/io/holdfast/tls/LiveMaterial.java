package io.holdfast.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * The {@link TlsMaterial} in use now, which may be replaced while connections come and go: by a new certificate and key
 * of the same identity, and by other authorities.
 *
 * <p>Safe for any thread.
 */
public final class LiveMaterial {
    private final HandshakeLog log = new HandshakeLog();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private volatile TlsMaterial current;
    private volatile long generation = 1;

    private LiveMaterial(TlsMaterial current) {
        this.current = current;
    }

    /** Begins with {@code material}. */
    public static LiveMaterial of(TlsMaterial material) {
        return new LiveMaterial(material);
    }

    /** Something made of the material that is made anew when the material changes, such as a TLS context. */
    @FunctionalInterface
    public interface Follower {
        /**
         * Makes ready for {@code next} and returns what takes it into use. Called by the thread that replaces the
         * material; what it returns must not throw, and is not run if another follower could not make ready.
         *
         * @throws TlsException if {@code next} is of no use: then nothing changes
         */
        Runnable prepare(TlsMaterial next) throws TlsException;
    }

    /** The material now. */
    public TlsMaterial current() {
        return current;
    }

    /** Counts the materials there were, from 1 on: it tells cheaply whether something was checked with this one. */
    public long generation() {
        return generation;
    }

    /** Who it speaks for; the same for ever. */
    public Principal principal() {
        return current.principal();
    }

    /** Makes {@code follower} hear of every later change. There is no end to it. */
    public void follow(Follower follower) {
        followers.add(follower);
    }

    /** Hears of every certificate this side refuses, on the thread of the handshake; must not block. */
    public void onRefusal(Consumer<IdentityException> listener) {
        log.onRefusal(listener);
    }

    /**
     * In words, whose certificates the last server wanted that did not want one of the own issuer; empty if the last
     * server was content. For messages: other connections may have changed it since.
     */
    public Optional<String> wantedByServer() {
        return log.wanted();
    }

    /**
     * Takes a new material into use: all of it or, on any failure, nothing.
     *
     * @throws TlsException if it speaks for somebody else, or a follower can make nothing of it
     */
    public synchronized void replace(TlsMaterial next) throws TlsException {
        if (!next.principal().equals(principal())) {
            throw new TlsException("the certificate is one of " + next.principal() + ", expected " + principal()
                    + ": a running process stays who it is");
        }
        List<Runnable> ready = new ArrayList<>();
        for (Follower follower : followers) {
            ready.add(follower.prepare(next));
        }
        current = next;
        generation++;
        ready.forEach(Runnable::run);
    }

    /** What handshakes with whatever material is current then ask. */
    public Handshakes handshakes() {
        return new Handshakes(this::current, log);
    }

    /** What handshakes with this material only ask; refusals are heard here. */
    public Handshakes handshakes(TlsMaterial material) {
        return new Handshakes(() -> material, log);
    }

    /**
     * A JDK context for a server that accepts anybody of the cluster. Set {@link TlsMaterial#parameters()} on each
     * engine. Sessions begun before a change can be resumed after it: compare who is connected with
     * {@link TlsMaterial#requireClient}.
     *
     * @throws TlsException if this JVM cannot speak TLS 1.3
     */
    public SSLContext serverContext() throws TlsException {
        return TlsMaterial.context(handshakes().keys(), handshakes().anybody());
    }
}
