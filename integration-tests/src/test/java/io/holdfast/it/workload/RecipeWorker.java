package io.holdfast.it.workload;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.recipe.BarrierArrival;
import io.holdfast.client.recipe.BarrierBrokenException;
import io.holdfast.client.recipe.DistributedBarrier;
import io.holdfast.client.recipe.DistributedCounter;
import io.holdfast.client.recipe.DistributedLatch;
import io.holdfast.client.recipe.MembershipOptions;
import io.holdfast.client.recipe.Recipes;
import io.holdfast.client.recipe.ServiceInstance;
import io.holdfast.model.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A process of its own that counts, passes a barrier again and again, is a member of a group and an instance of a service.
 * It listens to its standard input: {@code sick} and {@code well} change what its service answers, {@code arrive} ends the
 * counting and counts the latch down, the end of the input ends it.
 *
 * <p>Arguments: endpoints, authority, certificate, key, name. Lines: {@code sum VALUE} for each acknowledged increment,
 * {@code unknown} for one of unknown outcome; {@code passed GENERATION INDEX}; {@code broken GENERATION CAUSE}; {@code state
 * STATE} of its membership; {@code arrived}, {@code opened}; {@code error TEXT}; at the end {@code done}.
 */
public final class RecipeWorker {
    /** How long it is in the group when it is heard of no more. */
    public static final Duration TTL = Duration.ofSeconds(3);

    /** How many pass the barrier together, and open the latch. */
    public static final int PARTIES = 3;

    private final Recipes recipes;
    private final String name;
    private volatile boolean counting = true;
    private volatile boolean running = true;
    private volatile boolean well = true;

    private RecipeWorker(Recipes recipes, String name) {
        this.recipes = recipes;
        this.name = name;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (HoldfastClient client = HoldfastClient.builder()
                .endpoints(arguments[0])
                .tls(Path.of(arguments[1]), Path.of(arguments[2]), Path.of(arguments[3]))
                .name(arguments[4])
                .sessionTtl(TTL)
                .build()) {
            new RecipeWorker(Recipes.of(client), arguments[4]).run();
        }
        // The service's thread may hang in a call.
        System.exit(0);
    }

    private void run() throws IOException, InterruptedException {
        try (ServerSocket service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> serve(service), "service");
            server.setDaemon(true);
            server.start();
            recipes.group("workers")
                    .join(name, Bytes.utf8(name), MembershipOptions.DEFAULT.rejoining())
                    .onStateChange(state -> say("state " + state));
            recipes.services().register("work", ServiceInstance.of(name, "127.0.0.1:" + service.getLocalPort()));
            ExecutorService threads = Executors.newFixedThreadPool(3);
            threads.execute(this::count);
            threads.execute(this::pass);
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                switch (line) {
                    case "sick" -> well = false;
                    case "well" -> well = true;
                    case "arrive" -> {
                        counting = false;
                        threads.execute(this::arrive);
                    }
                    default -> say("error unknown command " + line);
                }
            }
            counting = false;
            running = false;
            threads.shutdown();
            if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
                say("error threads do not end");
            }
            say("done");
        }
    }

    private void serve(ServerSocket service) {
        while (running) {
            try (Socket call = service.accept()) {
                call.getOutputStream().write(well ? 1 : 0);
            } catch (IOException e) {
                if (running) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void count() {
        DistributedCounter counter = recipes.counter("total");
        while (counting) {
            try {
                say("sum " + counter.increment());
            } catch (HoldfastException e) {
                if (e.outcome() == OperationOutcome.UNKNOWN) {
                    say("unknown");
                }
            } catch (RuntimeException e) {
                say("error " + e);
            }
        }
    }

    private void pass() {
        DistributedBarrier barrier = recipes.barrier("step", PARTIES);
        while (running) {
            try {
                BarrierArrival passed = barrier.await(Duration.ofSeconds(10));
                say("passed " + passed.generation() + " " + passed.index());
            } catch (BarrierBrokenException e) {
                say("broken " + e.generation() + " " + e.why());
            } catch (HoldfastException e) {
                // A cluster without leader is trouble that the test makes; the next turn is another try.
                say("trouble " + e.code());
            } catch (RuntimeException e) {
                say("error " + e);
            }
        }
    }

    private void arrive() {
        try {
            DistributedLatch latch = recipes.latch("finished", PARTIES);
            latch.countDown(name);
            say("arrived");
            latch.await(Duration.ofMinutes(2));
            say("opened");
        } catch (RuntimeException e) {
            say("error " + e);
        }
    }

    private static void say(String line) {
        synchronized (RecipeWorker.class) {
            System.out.println(line);
        }
    }
}
