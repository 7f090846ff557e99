package io.holdfast.server.metrics;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/** What this process takes from its machine, read when asked. Stateless; safe for any thread. */
public final class ProcessFigures {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final double NANOS = 1e-9;
    private static final double MILLIS = 1e-3;

    private ProcessFigures() {}

    /** CPU time of all its threads since the start, user and system, in seconds. */
    public static double cpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime() * NANOS
                : Double.NaN;
    }

    /** Seconds since the start. */
    public static double uptimeSeconds() {
        return ManagementFactory.getRuntimeMXBean().getUptime() * MILLIS;
    }

    /** Bytes of memory resident, where the system says so (Linux). */
    public static OptionalLong residentBytes() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmRSS:")) {
                    return OptionalLong.of(Long.parseLong(line.replaceAll("\\D", "")) << 10);
                }
            }
        } catch (IOException e) {
            return OptionalLong.empty();
        }
        return OptionalLong.empty();
    }

    static void write(Exposition out) {
        Map<String, String> none = Map.of();
        out.sample(
                "process_cpu_seconds_total", Exposition.Type.COUNTER, "CPU time, user and system", none, cpuSeconds());
        out.sample("process_uptime_seconds", Exposition.Type.GAUGE, "Time since the start", none, uptimeSeconds());
        residentBytes()
                .ifPresent(bytes -> out.sample(
                        "process_resident_memory_bytes", Exposition.Type.GAUGE, "Memory resident", none, (double)
                                bytes));
        out.sample(
                "jvm_threads_count",
                Exposition.Type.GAUGE,
                "Threads alive",
                none,
                ManagementFactory.getThreadMXBean().getThreadCount());
        memory(out, "heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage());
        memory(out, "nonheap", ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage());
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            out.sample(
                    "jvm_buffers_bytes",
                    Exposition.Type.GAUGE,
                    "Memory of buffer pools",
                    Map.of("pool", pool.getName()),
                    (double) pool.getMemoryUsed());
        }
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            Map<String, String> labels = Map.of("collector", collector.getName());
            out.sample("jvm_gc_collections_total", Exposition.Type.COUNTER, "Garbage collections", labels, (double)
                    collector.getCollectionCount());
            out.sample(
                    "jvm_gc_seconds_total",
                    Exposition.Type.COUNTER,
                    "Time spent collecting",
                    labels,
                    collector.getCollectionTime() * MILLIS);
        }
    }

    private static void memory(Exposition out, String area, MemoryUsage usage) {
        Map<String, String> labels = Map.of("area", area);
        out.sample("jvm_memory_used_bytes", Exposition.Type.GAUGE, "Memory in use", labels, (double) usage.getUsed());
        out.sample(
                "jvm_memory_max_bytes",
                Exposition.Type.GAUGE,
                "Memory at most, -1 where there is no bound",
                labels,
                (double) usage.getMax());
    }
}
