// A module as a user would write it: little work, a small result.
export default async ({ title, tags }) => {
	const slug = title
		.toLowerCase()
		.replaceAll(/[^a-z0-9]+/g, "-")
		.replaceAll(/^-|-$/g, "");
	return { slug, tags: tags.length };
};
