package io.github.redisqueues.benchmarks.contender;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/**
 * A counter that a lock protects. Several processes of this machine share it. It is
 * changed in two steps, so that two holders at a time lose counts.
 */
public final class HoldCounter {

	private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

	private static final int COUNT = 0;

	private static final int LAST = Long.BYTES;

	private static final int CHANGES = 2 * Long.BYTES;

	private static final int SIZE = 3 * Long.BYTES;

	private final ByteBuffer memory;

	private HoldCounter(ByteBuffer memory) {
		this.memory = memory;
	}

	public static HoldCounter open(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE)) {
			return new HoldCounter(channel.map(MapMode.READ_WRITE, 0, SIZE));
		}
	}

	public void reset() {
		set(COUNT, 0);
		set(LAST, 0);
		set(CHANGES, 0);
	}

	/**
	 * Counts one hold. Must be called under the lock.
	 * @param holder number of the holder, not 0
	 * @param pause nanoseconds between the two steps; a longer pause detects a second
	 * holder more reliably
	 */
	public void count(long holder, long pause) {
		long count = get(COUNT);
		if (pause > 0) {
			LockSupport.parkNanos(pause);
		}
		if (get(LAST) != holder) {
			set(LAST, holder);
			set(CHANGES, get(CHANGES) + 1);
		}
		set(COUNT, count + 1);
	}

	/**
	 * Returns how often the holder changed.
	 */
	public long changes() {
		return get(CHANGES);
	}

	/**
	 * Checks that the lock never had two holders at a time.
	 */
	public void requireExactly(long holds) {
		if (get(COUNT) != holds) {
			throw new IllegalStateException("the counter is " + get(COUNT) + " after " + holds
					+ " holds: two threads held the lock at the same time");
		}
	}

	private long get(int index) {
		return (long) LONG.getVolatile(this.memory, index);
	}

	private void set(int index, long value) {
		LONG.setVolatile(this.memory, index, value);
	}

}
