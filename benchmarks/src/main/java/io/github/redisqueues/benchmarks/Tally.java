package io.github.redisqueues.benchmarks;

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
 * What a lock guards: numbers that several processes of this machine see and that are
 * changed in two steps, so that two at a time lose counts.
 */
final class Tally {

	private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

	private static final int COUNT = 0;

	private static final int LAST = Long.BYTES;

	private static final int CHANGES = 2 * Long.BYTES;

	private static final int SIZE = 3 * Long.BYTES;

	private final ByteBuffer memory;

	private Tally(ByteBuffer memory) {
		this.memory = memory;
	}

	static Tally open(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE)) {
			return new Tally(channel.map(MapMode.READ_WRITE, 0, SIZE));
		}
	}

	void reset() {
		set(COUNT, 0);
		set(LAST, 0);
		set(CHANGES, 0);
	}

	/**
	 * Counts one hold. Call it under the lock.
	 * @param holder who has the lock, not 0
	 * @param pause nanoseconds between the two steps; the longer, the surer a second
	 * holder is noticed
	 */
	void count(long holder, long pause) {
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
	 * How often the lock went from one holder to another.
	 */
	long changes() {
		return get(CHANGES);
	}

	/**
	 * Makes sure that the lock was never held twice.
	 */
	void requireExactly(long holds) {
		if (get(COUNT) != holds) {
			throw new IllegalStateException("under the lock it was counted to " + get(COUNT) + " in " + holds
					+ " holds: two had it at the same time");
		}
	}

	private long get(int index) {
		return (long) LONG.getVolatile(this.memory, index);
	}

	private void set(int index, long value) {
		LONG.setVolatile(this.memory, index, value);
	}

}
