package io.github.redisqueues.internal.lock;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A number in a file that several processes read, and write back increased. Two at a time
 * lose one of their increments.
 */
final class FileCounter implements AutoCloseable {

	private final FileChannel channel;

	FileCounter(Path file) throws IOException {
		this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE);
	}

	long read() throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES);
		return (this.channel.read(bytes, 0) == Long.BYTES) ? bytes.getLong(0) : 0;
	}

	void write(long count) throws IOException {
		this.channel.write(ByteBuffer.allocate(Long.BYTES).putLong(0, count), 0);
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
