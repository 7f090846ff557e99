package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.holdfast.wire.Request;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Callers that wait on virtual threads, on a JDK that has them. */
class VirtualThreadsTest extends ClientFixture {
    /** More than any machine that runs this has carrier threads. */
    private static final int CALLERS = 1_000;

    @Test
    void callsThatWaitLeaveTheirCarriersToOthers() throws Exception {
        ExecutorService virtual = virtualThreads();
        if (virtual == null) {
            abort("this JDK has no virtual threads");
            return;
        }
        BlockingKeyValueClient kv = client(
                        pki.client(node("n1", new AllAtOnce()).address()))
                .keyValue()
                .blocking();
        List<Callable<Long>> calls = IntStream.range(0, CALLERS)
                .<Callable<Long>>mapToObj(i -> () -> kv.put("k" + i, "v").revision())
                .toList();

        // Nobody is answered before everybody asked: a caller that kept its carrier while it waits would keep the
        // others
        // from asking.
        List<Long> revisions = new ArrayList<>();
        for (Future<Long> reply : virtual.invokeAll(calls)) {
            revisions.add(reply.get());
        }

        assertThat(revisions).doesNotHaveDuplicates().hasSize(CALLERS);
        virtual.shutdown();
    }

    private static @Nullable ExecutorService virtualThreads() throws ExecutionException {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null;
        } catch (InvocationTargetException e) {
            throw new ExecutionException(e.getCause());
        }
    }

    /** A node that answers the first write when the last one came. */
    private static final class AllAtOnce implements FakeNode.Script {
        private final MapScript map = new MapScript();
        private final List<Request> held = new ArrayList<>();

        @Override
        public synchronized void requests(FakeNode.Connection connection, List<Request> requests) {
            List<Request> others = new ArrayList<>();
            requests.forEach(request -> (request instanceof Request.Write ? held : others).add(request));
            if (held.size() == CALLERS) {
                others.addAll(held);
            }
            if (!others.isEmpty()) {
                map.requests(connection, others);
            }
        }
    }
}
