package io.github.redisqueues.internal.endpoint;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.springframework.core.io.AbstractResource;

/**
 * A temporary file with an export, which can be read once. Only its owner may open it,
 * and it is gone when it was read, or when nobody refers to it any more. An export is
 * complete before the first byte of it is sent, so one that fails is no half file.
 */
final class ExportFile extends AbstractResource {

	private final FileChannel content;

	private final long length;

	private ExportFile(FileChannel content, long length) {
		this.content = content;
		this.length = length;
	}

	/**
	 * Writes a file.
	 * @param export writes the content
	 */
	static ExportFile write(Export export) throws IOException {
		Path path = Files.createTempFile("queues-export-", ".jsonl");
		FileChannel content = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE,
				StandardOpenOption.DELETE_ON_CLOSE);
		try {
			Writer writer = new BufferedWriter(Channels.newWriter(content, StandardCharsets.UTF_8));
			export.writeTo(writer);
			writer.flush();
			return new ExportFile(content, content.size());
		}
		catch (IOException | RuntimeException | Error ex) {
			content.close();
			throw ex;
		}
	}

	@Override
	public InputStream getInputStream() throws IOException {
		return Channels.newInputStream(this.content.position(0));
	}

	@Override
	public boolean exists() {
		return true;
	}

	@Override
	public long contentLength() {
		return this.length;
	}

	@Override
	public String getDescription() {
		return "an export of " + this.length + " bytes";
	}

	/**
	 * Writes an export.
	 */
	@FunctionalInterface
	interface Export {

		void writeTo(Writer target) throws IOException;

	}

}
