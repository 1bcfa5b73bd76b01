package io.github.redisqueues.test.autoconfigure;

import io.github.redisqueues.queue.RedisQueue;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@code @ServiceConnection} to a container of a Valkey image. There is no container
 * engine here, so the container's port leads to the embedded server.
 */
@QueuesTest(properties = { "queues.instances.orders.payload-type=java.lang.String",
		"spring.data.redis.host=redis.example" })
class ValkeyConnectionTests {

	@ServiceConnection
	static final ValkeyContainer valkey = new ValkeyContainer("valkey/valkey:9.0-alpine");

	@Autowired
	private DataRedisConnectionDetails details;

	@Autowired
	private RedisQueue<String> orders;

	@Test
	void theQueuesAreInTheContainer() {
		assertThat(this.details.getClass().getName()).contains("ValkeyContainerConnectionDetails");
		assertThat(this.details.getStandalone()).extracting(Standalone::getPort).isEqualTo(EmbeddedRedis.port());
		assertThat(this.details.getSslBundle()).isNull();
		this.orders.send("1");
		assertThat(this.orders.poll()).hasValue("1");
		assertThat(valkey.isStarted).isTrue();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

	/**
	 * A container that is not started.
	 */
	static final class ValkeyContainer extends GenericContainer<ValkeyContainer> {

		private final String image;

		private boolean isStarted;

		ValkeyContainer(String image) {
			super(DockerImageName.parse(image));
			this.image = image;
		}

		@Override
		public String getDockerImageName() {
			return this.image;
		}

		@Override
		public void start() {
			this.isStarted = true;
		}

		@Override
		public boolean isRunning() {
			return this.isStarted;
		}

		@Override
		public String getHost() {
			return "127.0.0.1";
		}

		@Override
		public Integer getMappedPort(int port) {
			assertThat(port).isEqualTo(6379);
			return EmbeddedRedis.port();
		}

	}

}
