package io.holdfast.client.internal;

import io.holdfast.model.Leader;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.wire.ClientFrame;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Streams that go nowhere: the test plays the nodes. */
final class SimulatedTransport implements Transport {
    private final SimulatedLoop loop;

    /** Whether nodes open, renew and close sessions by themselves, unseen by the test. */
    boolean keepsSessions = true;

    final List<Opened> streams = new ArrayList<>();
    final List<Long> openedAt = new ArrayList<>();
    final Set<String> undiallable = new HashSet<>();

    SimulatedTransport(SimulatedLoop loop) {
        this.loop = loop;
    }

    @Override
    public Stream open(Address address, Listener listener) {
        if (undiallable.contains(address.host())) {
            throw new IllegalArgumentException("no such authority: " + address);
        }
        Opened opened = new Opened(address, listener);
        streams.add(opened);
        openedAt.add(loop.nanoTime());
        return opened;
    }

    /** The newest stream to an address; fails the test if there is none. */
    Opened to(String address) {
        for (int i = streams.size() - 1; i >= 0; i--) {
            if (streams.get(i).address.toString().equals(address)) {
                return streams.get(i);
            }
        }
        throw new AssertionError("no stream to " + address + " among " + streams.size());
    }

    Opened last() {
        return streams.get(streams.size() - 1);
    }

    /** One stream, seen from the node. */
    final class Opened implements Stream {
        final Address address;
        final List<ClientFrame> sent = new ArrayList<>();
        private final Listener listener;
        boolean writable = true;
        boolean aborted;
        boolean greeted;

        /** How many of the requests the test has answered, if it keeps count. */
        int answered;

        Opened(Address address, Listener listener) {
            this.address = address;
            this.listener = listener;
        }

        @Override
        public void send(ClientFrame frame) {
            sent.add(frame);
            if (keepsSessions && frame instanceof ClientFrame.Requests requests) {
                for (Request request : requests.requests()) {
                    keep(request);
                }
            }
        }

        /** Answers what is about sessions only, so that a test need not. */
        private void keep(Request request) {
            if (request instanceof Request.Write write
                    && write.command().command() instanceof SessionCommand.Open open) {
                loop.execute(() -> listener.received(new ServerFrame.Results(List.of(new Result.Answered(
                        request.id(), new Outcome.SessionOpened(1, open.session(), 77, 7, open.ttlMillis()))))));
            } else if (request instanceof Request.Write write
                    && write.command().command() instanceof SessionCommand.Close close) {
                loop.execute(() -> listener.received(new ServerFrame.Results(
                        List.of(new Result.Answered(request.id(), new Outcome.SessionEnded(1, close.session(), 0))))));
            } else if (request instanceof Request.Renew renew) {
                loop.execute(() -> listener.received(new ServerFrame.Results(List.of(new Result.Renewed(
                        request.id(),
                        renew.leases().stream()
                                .map(lease -> new Renewal(lease.lease(), 7, 10_000))
                                .toList())))));
            }
        }

        private boolean aboutSessions(Request request) {
            return request instanceof Request.Renew
                    || (request instanceof Request.Write write
                            && write.command().command() instanceof SessionCommand);
        }

        @Override
        public boolean writable() {
            return writable;
        }

        @Override
        public void abort() {
            aborted = true;
        }

        void hello(String node, int credit, @Nullable Leader leader) {
            greeted = true;
            receive(new ServerFrame.Hello(Link.VERSION, "test", "demo", node, Set.of(), credit, leader));
        }

        void receive(ServerFrame frame) {
            loop.execute(() -> listener.received(frame));
            loop.settle();
        }

        void becomeWritable() {
            becomeWritableLater();
            loop.settle();
        }

        /** When the loop gets there. */
        void becomeWritableLater() {
            writable = true;
            loop.execute(listener::writable);
        }

        void end(Trouble why) {
            loop.execute(() -> listener.closed(why));
            loop.settle();
        }

        /** Every request so far, in order. */
        List<Request> requests() {
            List<Request> requests = new ArrayList<>();
            for (ClientFrame frame : sent) {
                if (frame instanceof ClientFrame.Requests more) {
                    more.requests().stream()
                            .filter(request -> !keepsSessions || !aboutSessions(request))
                            .forEach(requests::add);
                }
            }
            return requests;
        }

        List<Integer> frameSizes() {
            return sent.stream()
                    .filter(ClientFrame.Requests.class::isInstance)
                    .map(frame -> (int) ((ClientFrame.Requests) frame)
                            .requests().stream()
                                    .filter(request -> !keepsSessions || !aboutSessions(request))
                                    .count())
                    .filter(size -> size > 0)
                    .toList();
        }

        void answer(Request request) {
            receive(new ServerFrame.Results(List.of(new Result.Answered(request.id(), new Outcome.Put(2, null)))));
        }

        void fail(Request request, Failure failure) {
            receive(new ServerFrame.Results(List.of(new Result.Failed(request.id(), failure))));
        }
    }
}
