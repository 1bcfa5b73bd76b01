package io.github.redisqueues.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.redisqueues.observation.QueueObservationDocumentation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the documentation repeats is what the code says.
 */
class DocumentationTests {

	private static final int README_LINES = 130;

	private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");

	private static final Pattern VERSION = Pattern.compile("<version>[^<]+</version>");

	/**
	 * The checks of arguments are not in a signature nor in Javadoc.
	 */
	private static final Pattern INTERNAL = Pattern.compile("redisqueues\\.internal\\.(?!validation\\.)");

	private static final Pattern HEADING = Pattern.compile("#+ (.+)");

	@Test
	void snippetsAreThoseOfTheCompiledSources() {
		Snippets snippets = new Snippets();
		List<String> quoted = new ArrayList<>();
		for (Path page : Documentation.pages()) {
			GeneratedBlocks blocks = GeneratedBlocks.of(Documentation.read(page));
			assertThat(blocks.unmarkedCode()).as("lines of %s on which code begins that no snippet stands for", page)
				.isEmpty();
			quoted.addAll(blocks.markers("snippet"));
			Documentation.requireContent(page, blocks.fill("snippet", snippets::get).toString());
		}
		assertThat(snippets.names()).as("snippets that no page quotes").allMatch(quoted::contains);
	}

	@Test
	void everyPropertyIsDescribed() {
		Path page = Documentation.FOLDER.resolve("configuration.md");
		GeneratedBlocks blocks = GeneratedBlocks.of(Documentation.read(page));
		PropertyTables tables = new PropertyTables(blocks.markers("properties"));
		assertThat(tables.missing()).as("properties that are in no table of %s", page).isEmpty();
		Documentation.requireContent(page, blocks.fill("properties", tables::table).toString());
	}

	@Test
	void everyObservationIsDescribed() {
		Path page = Documentation.FOLDER.resolve("observability.md");
		GeneratedBlocks blocks = GeneratedBlocks.of(Documentation.read(page));
		assertThat(blocks.markers("observations")).containsExactly("all");
		Documentation.requireContent(page,
				blocks.fill("observations", (all) -> ObservationTable.of(QueueObservationDocumentation.values()))
					.toString());
	}

	@Test
	void everyMeterIsDescribed() {
		Path page = Documentation.FOLDER.resolve("observability.md");
		GeneratedBlocks blocks = GeneratedBlocks.of(Documentation.read(page));
		assertThat(blocks.markers("metrics")).containsExactly("meters", "tags");
		Documentation.requireContent(page, blocks.fill("metrics", MeterTable::of).toString());
	}

	@Test
	void theApiIsTheOneThatWasReviewed() {
		Documentation.requireContent(Documentation.FOLDER.resolve("api.txt"),
				String.join("\n", PublicApi.lines()) + "\n");
	}

	@Test
	void theReadmeIsShort() {
		assertThat(Documentation.read(Documentation.ROOT.resolve("README.md")).lines().count())
			.isLessThanOrEqualTo(README_LINES);
	}

	@Test
	void theReadmeNamesTheVersionThatIsBuilt() {
		Matcher version = VERSION.matcher(Documentation.read(Documentation.ROOT.resolve("starter/pom.xml")));
		assertThat(version.find()).isTrue();
		assertThat(Documentation.read(Documentation.ROOT.resolve("README.md"))).contains(version.group());
	}

	@Test
	void theApiRefersToNothingInternal() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src/main/java/io/github/redisqueues"))) {
			List<Path> sources = files.filter((file) -> file.toString().endsWith(".java"))
				.filter((file) -> !file.toString().contains("/internal/"))
				.filter((file) -> !file.toString().contains("/autoconfigure/"))
				.toList();
			assertThat(sources).hasSizeGreaterThan(50)
				.allSatisfy((file) -> assertThat(Documentation.read(file)).doesNotContainPattern(INTERNAL));
		}
	}

	@Test
	void linksLeadSomewhere() {
		List<Path> pages = new ArrayList<>(Documentation.pages());
		pages.add(Documentation.ROOT.resolve("CONTRIBUTING.md"));
		pages.add(Documentation.ROOT.resolve("CHANGELOG.md"));
		for (Path page : pages) {
			Matcher links = LINK.matcher(Documentation.read(page));
			while (links.find()) {
				Path target = links.group(1).isEmpty() ? page : page.resolveSibling(links.group(1)).normalize();
				assertThat(Files.exists(target)).as("%s of %s", links.group(), page).isTrue();
				if (links.group(2) != null) {
					assertThat(anchors(target)).as("anchors for %s of %s", links.group(), page)
						.contains(links.group(2));
				}
			}
		}
	}

	@Test
	void thePagesAreAllLinkedFromTheReadme() {
		String readme = Documentation.read(Documentation.ROOT.resolve("README.md"));
		Documentation.pages()
			.stream()
			.skip(1)
			.forEach((page) -> assertThat(readme).contains("docs/" + page.getFileName()));
	}

	/**
	 * As GitHub names them.
	 */
	private static List<String> anchors(Path page) {
		return Documentation.read(page)
			.lines()
			.map(HEADING::matcher)
			.filter(Matcher::matches)
			.map((heading) -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
			.toList();
	}

}
