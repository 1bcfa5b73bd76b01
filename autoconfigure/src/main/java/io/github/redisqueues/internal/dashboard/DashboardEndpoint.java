package io.github.redisqueues.internal.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.util.HtmlUtils;

/**
 * The Actuator endpoint {@code queuesdashboard}: a page, and the files that it loads. All
 * that the page shows it reads from the endpoint {@code queues}. Safe for use by several
 * threads.
 */
@WebEndpoint(id = "queuesdashboard", defaultAccess = Access.READ_ONLY)
public final class DashboardEndpoint {

	private static final MimeType HTML = new MimeType("text", "html", StandardCharsets.UTF_8);

	private static final MimeType CSS = new MimeType("text", "css", StandardCharsets.UTF_8);

	private static final MimeType SCRIPT = new MimeType("text", "javascript", StandardCharsets.UTF_8);

	private static final MimeType SVG = new MimeType("image", "svg+xml");

	/**
	 * The files that are served, and no others.
	 */
	private static final Map<String, MimeType> FILES = Map.ofEntries(Map.entry("dashboard.css", CSS),
			Map.entry("icon.svg", SVG), Map.entry("uPlot.min.css", CSS), Map.entry("uPlot.iife.min.js", SCRIPT),
			Map.entry("dashboard.js", SCRIPT), Map.entry("actions.js", SCRIPT), Map.entry("charts.js", SCRIPT),
			Map.entry("dead.js", SCRIPT), Map.entry("evidence.js", SCRIPT), Map.entry("feed.js", SCRIPT),
			Map.entry("lists.js", SCRIPT), Map.entry("overview.js", SCRIPT), Map.entry("pages.js", SCRIPT),
			Map.entry("queue.js", SCRIPT), Map.entry("redrive.js", SCRIPT), Map.entry("undo.js", SCRIPT),
			Map.entry("view.js", SCRIPT));

	private final Supplier<Paths> paths;

	private final Supplier<@Nullable RequestToken> tokens;

	/**
	 * Creates the endpoint.
	 * @param paths supplies where the endpoints are
	 * @param tokens supplies the token against forged requests that the current request
	 * has, null if there is none
	 */
	public DashboardEndpoint(Supplier<Paths> paths, Supplier<@Nullable RequestToken> tokens) {
		this.paths = paths;
		this.tokens = tokens;
	}

	/**
	 * Returns the page.
	 * @return the page
	 */
	@ReadOperation
	public WebEndpointResponse<Resource> page() {
		Paths where = this.paths.get();
		String page = new String(bytes("index.html"), StandardCharsets.UTF_8)
			.replace("@base@", HtmlUtils.htmlEscape(where.dashboard()))
			.replace("@endpoint@", HtmlUtils.htmlEscape(where.queues()));
		return new WebEndpointResponse<>(new ByteArrayResource(page.getBytes(StandardCharsets.UTF_8)),
				WebEndpointResponse.STATUS_OK, HTML);
	}

	/**
	 * Returns a file of the page.
	 * @param file the file's name, or {@code csrf} for the token of write requests
	 * @return the file, 404 if there is none
	 */
	@ReadOperation
	public WebEndpointResponse<Resource> file(@Selector String file) {
		if (file.equals("csrf")) {
			RequestToken token = this.tokens.get();
			return json((token == null) ? "{}" : token.json());
		}
		MimeType type = FILES.get(file);
		return (type == null) ? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND)
				: new WebEndpointResponse<>(new ByteArrayResource(bytes(file)), WebEndpointResponse.STATUS_OK, type);
	}

	private static WebEndpointResponse<Resource> json(String text) {
		return new WebEndpointResponse<>(new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)),
				WebEndpointResponse.STATUS_OK, MimeTypeUtils.APPLICATION_JSON);
	}

	private static byte[] bytes(String file) {
		try {
			return new ClassPathResource(file, DashboardEndpoint.class).getContentAsByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Where the endpoints are, seen from the page. Relative, so that they hold behind any
	 * context path and proxy.
	 *
	 * @param dashboard path to the page
	 * @param queues path to the endpoint {@code queues}
	 */
	public record Paths(String dashboard, String queues) {

		/**
		 * Returns the paths of two endpoints.
		 * @param dashboard path of the page below the base path of all endpoints
		 * @param queues path of the endpoint {@code queues} below it
		 * @return the paths
		 */
		public static Paths of(String dashboard, String queues) {
			String up = "../".repeat((int) dashboard.chars().filter((c) -> c == '/').count());
			return new Paths(dashboard.substring(dashboard.lastIndexOf('/') + 1), up + queues);
		}

	}

	/**
	 * A token against forged requests.
	 *
	 * @param header the header that takes it
	 * @param token the token
	 */
	public record RequestToken(String header, String token) {

		public RequestToken {
			Objects.requireNonNull(header, "header must not be null");
			Objects.requireNonNull(token, "token must not be null");
		}

		String json() {
			return "{\"header\":\"" + escape(this.header) + "\",\"token\":\"" + escape(this.token) + "\"}";
		}

		private static String escape(String text) {
			return text.replace("\\", "\\\\").replace("\"", "\\\"");
		}

	}

}
