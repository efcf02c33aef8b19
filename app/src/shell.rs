//! The document around every page.

use crate::routes::App;
use leptos::{hydration::HydrationScripts, nonce::use_nonce, prelude::*};
use leptos_meta::{HashedStylesheet, MetaTags};

/// Pages that a shopper is likely to open next are fetched when the pointer rests on their link. Only pages without side
/// effects, and never those of an account.
const SPECULATION: &str = r#"{"prefetch":[{"where":{"and":[{"or":[{"href_matches":"/p/*"},{"href_matches":"/c/*"},{"href_matches":"/shops/*"},{"href_matches":"/products"}]}]},"eagerness":"moderate"}]}"#;

/// The HTML document.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en-IN">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="theme-color" content="#fbfaf4" media="(prefers-color-scheme: light)" />
                <meta name="theme-color" content="#12170e" media="(prefers-color-scheme: dark)" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="preload" href="/fonts/manrope-latin-wght-normal.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous" />
                <HashedStylesheet id="style" options=options.clone() />
                <HydrationScripts options islands=true />
                <MetaTags />
                <script type="speculationrules" nonce=use_nonce()>
                    {SPECULATION}
                </script>
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}
