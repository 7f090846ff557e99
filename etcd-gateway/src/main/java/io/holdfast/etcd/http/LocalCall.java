package io.holdfast.etcd.http;

import com.google.protobuf.Message;
import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.holdfast.server.port.Client;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A call of one of our own services by a thread that may wait for the answers, over no connection: interceptors and
 * service see what they would see of a call by gRPC.
 *
 * <p>Answers wait in a queue; beyond a few of them the call is not ready, as one whose client does not read. The methods
 * of {@code ServerCall} are the service's and safe for any thread, the others are the waiting thread's.
 */
final class LocalCall<A, B> extends ServerCall<A, B> {
    private static final int AHEAD = 16;

    private final MethodDescriptor<A, B> method;
    private final Attributes attributes;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private volatile boolean cancelled;
    private volatile boolean closed;
    private @Nullable Listener<A> listener;
    private boolean wasFull;

    /** What comes of a call. */
    sealed interface Heard {
        /** An answer. */
        record Answer(Message message) implements Heard {}

        /** The end; nothing follows. */
        record End(Status status) implements Heard {}
    }

    private LocalCall(MethodDescriptor<A, B> method, Client client) {
        this.method = method;
        this.attributes = Attributes.newBuilder().set(Client.KEY, client).build();
    }

    /** Begins a call in the name of a client. */
    static <A, B> LocalCall<A, B> begin(ServerMethodDefinition<A, B> definition, Client client) {
        LocalCall<A, B> call = new LocalCall<>(definition.getMethodDescriptor(), client);
        Listener<A> listener = definition.getServerCallHandler().startCall(call, new Metadata());
        call.listener = listener;
        listener.onReady();
        return call;
    }

    /** Sends a request. */
    @SuppressWarnings("unchecked") // Parsed as what the method takes.
    void send(Message request) {
        started().onMessage((A) request);
    }

    /** Sends no more. */
    void halfClose() {
        started().onHalfClose();
    }

    /** Goes away; what comes after that is of no interest. */
    void cancel() {
        if (!closed) {
            cancelled = true;
            started().onCancel();
        }
    }

    /** What comes next, or null if nothing does for so long. */
    @Nullable
    Heard next(long timeoutNanos) throws InterruptedException {
        if (wasFull && isReady()) {
            wasFull = false;
            started().onReady();
        }
        Heard next = heard.poll(timeoutNanos, TimeUnit.NANOSECONDS);
        wasFull |= heard.size() >= AHEAD - 1;
        return next;
    }

    private Listener<A> started() {
        Listener<A> begun = listener;
        if (begun == null) {
            throw new IllegalStateException("the call has not begun");
        }
        return begun;
    }

    @Override
    public void request(int messages) {
        // They are sent one by one, by a thread that has nothing else to do.
    }

    @Override
    public void sendHeaders(Metadata headers) {
        // There is nobody to read them.
    }

    @Override
    public void sendMessage(B message) {
        heard.add(new Heard.Answer((Message) message));
    }

    @Override
    public boolean isReady() {
        return !cancelled && heard.size() < AHEAD;
    }

    @Override
    public void close(Status status, Metadata trailers) {
        closed = true;
        heard.add(new Heard.End(status));
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public MethodDescriptor<A, B> getMethodDescriptor() {
        return method;
    }

    @Override
    public Attributes getAttributes() {
        return attributes;
    }
}
