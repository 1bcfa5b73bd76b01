package io.github.redisqueues.testing;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.IntFunction;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A real Redis server on a free port: a container where a Docker engine answers, and
 * otherwise (or where {@code redis.executable} names one) a child process. There is no
 * third way: without a server the tests fail, they are not skipped.
 */
public final class RedisTestServer implements TestRedis {

	private static volatile RedisTestServer sharedServer;

	private final RedisHost host;

	private volatile RespConnection connection;

	private final Queue<LettuceConnectionFactory> connectionFactories = new ConcurrentLinkedQueue<>();

	private RedisTestServer(RedisHost host) {
		this.host = host;
	}

	/**
	 * The server of this JVM, for every test that does not harm it.
	 * @return the one server
	 */
	public static RedisTestServer shared() {
		return Shared.SERVER;
	}

	/**
	 * Starts a server.
	 * @param options what follows on the command line, such as
	 * {@code "--appendonly", "yes"}
	 * @return the server, ready for commands
	 */
	public static RedisTestServer start(String... options) {
		boolean container = System.getProperty("redis.executable", "").isEmpty() && RedisContainer.isAvailable();
		List<String> all = withDocumentedUser(options);
		return start((port) -> container ? new RedisContainer(port, all) : new RedisProcess(port, all));
	}

	/**
	 * Starts a server as a child process, whether there is a Docker engine or not.
	 * @param options what follows on the command line
	 * @return the server, ready for commands
	 */
	static RedisTestServer startProcess(String... options) {
		List<String> all = withDocumentedUser(options);
		return start((port) -> new RedisProcess(port, all));
	}

	/**
	 * Starts a Sentinel as a child process.
	 * @param configuration its file, which it writes to
	 * @return the server
	 */
	static RedisTestServer startSentinel(String configuration) {
		return start((port) -> new RedisProcess(port, configuration));
	}

	private static List<String> withDocumentedUser(String... options) {
		List<String> all = new ArrayList<>(List.of(options));
		all.addAll(DocumentedUser.serverOptions());
		return all;
	}

	private static RedisTestServer start(IntFunction<RedisHost> hosts) {
		for (int attempt = 1;; attempt++) {
			RedisTestServer server = new RedisTestServer(hosts.apply(RedisProcess.freePort()));
			try {
				server.startAndAwait();
				return server;
			}
			catch (RuntimeException ex) {
				server.close();
				// Another process may have taken the port in between
				if (attempt == 3) {
					throw ex;
				}
			}
		}
	}

	private void startAndAwait() {
		this.host.start();
		this.connection = new RespConnection(host(), port());
		try {
			Awaitility.await()
				.pollInSameThread()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(10))
				.atMost(Duration.ofSeconds(20))
				.failFast(() -> !this.host.isRunning())
				.until(this::answers);
		}
		catch (ConditionTimeoutException | TerminalFailureException ex) {
			throw new IllegalStateException("Redis did not start: " + this.host.describe(), ex);
		}
		DocumentedUser.allowTheClient(connection());
	}

	private boolean answers() {
		try {
			return "PONG".equals(connection().text("PING"));
		}
		catch (RespConnection.RedisError | UncheckedIOException ex) {
			return false;
		}
	}

	public String host() {
		return this.host.host();
	}

	public int port() {
		return this.host.port();
	}

	@Override
	public LettuceConnectionFactory connectionFactory(Duration timeout) {
		return connectionFactory(timeout, (configuration) -> {
		});
	}

	/**
	 * Connects in another way than as the documented user to this very port.
	 * @param timeout how long a command may take
	 * @param customizer sets user, password, or the port of a {@link FaultyProxy}
	 * @return a started connection factory, destroyed with this server at the latest
	 */
	public LettuceConnectionFactory connectionFactory(Duration timeout,
			Consumer<RedisStandaloneConfiguration> customizer) {
		RedisStandaloneConfiguration configuration = DocumentedUser.configuration(host(), port());
		customizer.accept(configuration);
		LettuceConnectionFactory factory = new LettuceConnectionFactory(configuration,
				ClientConfigurations.of(timeout));
		factory.afterPropertiesSet();
		factory.start();
		this.connectionFactories.add(factory);
		return factory;
	}

	/**
	 * Returns what an application needs to connect to this server as the documented user.
	 * @return the properties, as {@code key=value}
	 */
	public String[] properties() {
		return new String[] { "spring.data.redis.host=" + host(), "spring.data.redis.port=" + port(),
				"spring.data.redis.username=" + DocumentedUser.name(),
				"spring.data.redis.password=" + DocumentedUser.password() };
	}

	/**
	 * The raw door to this server, for the default user, who may do everything.
	 * @return the door
	 */
	public RespConnection connection() {
		return this.connection;
	}

	/**
	 * Runs a command through the raw door.
	 * @param words the command and its arguments
	 * @return a {@code byte[]}, a {@code Long}, a {@code List} of such, or null
	 */
	public Object command(Object... words) {
		return connection().command(words);
	}

	@Override
	public RespConnection nodeOf(String key) {
		return connection();
	}

	@Override
	public List<RespConnection> nodes() {
		return List.of(connection());
	}

	/**
	 * Kills the server (-9).
	 */
	public void kill() {
		this.host.kill();
	}

	/**
	 * Starts the server again on the same port and data, after killing it (-9) if it
	 * runs.
	 */
	public void restart() {
		if (this.host.isRunning()) {
			this.host.kill();
		}
		startAndAwait();
	}

	/**
	 * Stops the server in its tracks (SIGSTOP): connections stay open and nothing is
	 * answered.
	 */
	public void pause() {
		this.host.pause();
	}

	/**
	 * Lets a paused server go on.
	 */
	public void unpause() {
		this.host.unpause();
	}

	@Override
	public void close() {
		this.connectionFactories.forEach(LettuceConnectionFactory::destroy);
		this.connectionFactories.clear();
		if (this.connection != null) {
			this.connection.close();
		}
		this.host.close();
	}

	/**
	 * The shared server of this JVM, if a test has used it yet.
	 * @return the server
	 */
	static Optional<RedisTestServer> sharedIfStarted() {
		return Optional.ofNullable(sharedServer);
	}

	private static final class Shared {

		static final RedisTestServer SERVER = start();

		static {
			sharedServer = SERVER;
		}

	}

}
