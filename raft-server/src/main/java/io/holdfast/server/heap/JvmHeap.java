package io.holdfast.server.heap;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The heap of this process. Safe for any thread; a reading takes some microseconds. */
final class JvmHeap implements Supplier<HeapReading> {
    private final List<GarbageCollectorMXBean> collectors =
            ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class);
    private final Set<String> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toUnmodifiableSet());

    @Override
    public HeapReading get() {
        long collections = 0;
        long ended = -1;
        long after = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            collections += Math.max(0, collector.getCollectionCount());
            GcInfo last = collector.getLastGcInfo();
            if (last != null && last.getEndTime() > ended) {
                ended = last.getEndTime();
                after = used(last.getMemoryUsageAfterGc());
            }
        }
        Runtime runtime = Runtime.getRuntime();
        return new HeapReading(collections, after, runtime.totalMemory() - runtime.freeMemory(), runtime.maxMemory());
    }

    private long used(Map<String, MemoryUsage> after) {
        return after.entrySet().stream()
                .filter(pool -> pools.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
    }
}
