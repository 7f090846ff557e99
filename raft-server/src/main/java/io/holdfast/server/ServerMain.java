package io.holdfast.server;

import io.holdfast.server.Arguments.UsageException;
import io.holdfast.server.config.ConfigException;
import io.holdfast.server.config.ConfigReader;
import io.holdfast.server.config.ServerConfig;
import io.holdfast.server.raft.HaltingFailStop;
import io.holdfast.server.tool.SnapshotTool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The program {@code holdfast-server}: reads its arguments, starts one server, stops it on SIGTERM or SIGINT; or does what
 * is done with backups while none runs ({@link SnapshotTool}).
 */
public final class ServerMain {
    private static final int REFUSED = 1;
    private static final int USAGE = 2;

    /** What the end of the process itself takes, beyond the server's own stop timeout. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private ServerMain() {}

    /** Runs until the process is told to stop, or the tool is done; see {@link Arguments#USAGE}. */
    public static void main(String... arguments) {
        int status = run(arguments);
        if (status != 0) {
            System.exit(status);
        }
    }

    private static int run(String... arguments) {
        if (arguments.length > 0 && arguments[0].equals(SnapshotTool.WORD)) {
            // Standard output is for results alone.
            System.setProperty("logback.configurationFile", "logback-tool.xml");
            return new SnapshotTool(System.getenv(), Build.VERSION, System.out, System.err)
                    .run(List.of(arguments).subList(1, arguments.length));
        }
        try {
            Arguments given = Arguments.parse(arguments);
            switch (given.wish()) {
                case HELP -> System.out.print(Arguments.USAGE);
                case VERSION -> System.out.println("holdfast-server " + Build.VERSION);
                case PRINT_CONFIG -> System.out.println(read(given).listing());
                case SERVE -> serve(read(given).config());
            }
            return 0;
        } catch (UsageException e) {
            System.err.print("holdfast-server: " + e.getMessage() + "\n" + Arguments.USAGE);
            return USAGE;
        } catch (ConfigException e) {
            System.err.println("holdfast-server: " + e.getMessage());
            return USAGE;
        } catch (StartException e) {
            System.err.println("holdfast-server: refused to start: " + e.getMessage());
            return REFUSED;
        }
    }

    private static ConfigReader.Effective read(Arguments given) throws ConfigException {
        return ConfigReader.read(given.config(), System.getenv(), given.flags());
    }

    private static void serve(ServerConfig config) throws StartException {
        Logger log = logging();
        SerialFilter.set();
        // Until Raft starts: from then on a dead thread stops the node.
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, thrown) -> log.error("a thread died thread={}", thread.getName(), thrown));
        HoldfastServer server = HoldfastServer.start(config, new HaltingFailStop());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, config, log), "stop"));
        try {
            // Every other thread is a daemon: this one keeps the process until a signal runs the hook.
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A stop that hangs is cut off: whoever sent the signal must not have to send a worse one. */
    private static void stop(HoldfastServer server, ServerConfig config, Logger log) {
        Thread stopping = new Thread(server::stop, "stopping");
        stopping.setDaemon(true);
        stopping.start();
        try {
            stopping.join(config.stopTimeout().plus(GRACE).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stopping.isAlive()) {
            log.error("the stop hangs, halting node={} after={}", config.node(), config.stopTimeout());
            Runtime.getRuntime().halt(REFUSED);
        }
        // Left to itself the virtual machine would report the signal, 143, as if the stop had not been a clean one.
        Runtime.getRuntime().halt(0);
    }

    /** Chooses file or console before the first logger exists, and takes in what gRPC logs. */
    private static Logger logging() {
        if (System.getenv("HOLDFAST_LOG_DIR") != null && System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-file.xml");
        }
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        return LoggerFactory.getLogger(ServerMain.class);
    }
}
