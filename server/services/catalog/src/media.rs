//! Pictures of products: made small, kept in an object store, and read from there.

use crate::Error;
use anyhow::{Context, anyhow, bail};
use contracts::{Problem, ids::ProductId, problem::FieldError};
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage, codecs::jpeg::JpegEncoder,
    imageops::FilterType,
};
use object_store::{ObjectStore, aws::AmazonS3Builder, local::LocalFileSystem, memory::InMemory, path::Path};
use std::{io::Cursor, sync::Arc};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// The largest file that is taken, in bytes.
pub(crate) const MAX_FILE: usize = 10 << 20;

/// The largest picture that is unpacked: 160 megabytes of memory.
const MAX_PIXELS: u64 = 40_000_000;

/// The longest side that is taken: no WebP is wider or higher.
const MAX_SIDE: u32 = 16_383;

/// Memory for a picture and what its format needs beside it.
const MAX_MEMORY: u64 = 400 << 20;

const TOO_LARGE: &str = "A picture has at most 40 megapixels.";
const UNREADABLE: &str = "This file is not a picture that can be read: JPEG, PNG or WebP.";

/// Pictures that are unpacked at the same time; others wait.
const AT_ONCE: usize = 2;

/// How wide a picture is kept, the widest first. Narrower ones are not blown up.
const WIDTHS: [u32; 4] = [1280, 960, 640, 320];

/// Of 100: finer than an eye sees on a product.
const QUALITY: u8 = 82;
const WEBP_QUALITY: f32 = 80.0;

/// Where pictures are served, and where they lie in the store.
const SERVED: &str = "/media/";
const FOLDER: &str = "products";

/// Ends the name of a folder that has every width as WebP, too; pages know by it. Older ones have JPEG alone.
const WEBP_TOO: &str = "-webp";

/// Where pictures are kept.
#[derive(Clone)]
pub struct Media {
    store: Arc<dyn ObjectStore>,
    turns: Arc<Semaphore>,
}

impl Media {
    /// Opens `file:` with a folder, which is made where there is none, or `s3://bucket` with the keys of the environment
    /// (`AWS_ACCESS_KEY_ID` and its kin).
    ///
    /// # Errors
    /// One line that says what the address has to be.
    pub fn open(url: &str) -> anyhow::Result<Self> {
        if let Some(folder) = url.strip_prefix("file:") {
            let folder = folder.strip_prefix("//").unwrap_or(folder);
            std::fs::create_dir_all(folder).with_context(|| format!("media.url: `{folder}` cannot be made"))?;
            let store = LocalFileSystem::new_with_prefix(folder).context("media.url")?;
            return Ok(Self::of(Arc::new(store)));
        }
        if url.starts_with("s3://") {
            let store = AmazonS3Builder::from_env().with_url(url).build().context("media.url")?;
            return Ok(Self::of(Arc::new(store)));
        }
        bail!("media.url: `{url}` is neither file: and a folder nor s3:// and a bucket")
    }

    /// Keeps pictures as long as the process lives.
    pub fn in_memory() -> Self {
        Self::of(Arc::new(InMemory::new()))
    }

    fn of(store: Arc<dyn ObjectStore>) -> Self {
        Self { store, turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// The picture that is served at `/media/{path}`, JPEG or WebP as its name ends; `None` where there is none.
    pub async fn read(&self, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let Some(path) = place(path) else { return Ok(None) };
        match self.store.get(&path).await {
            Ok(found) => Ok(Some(found.bytes().await?.into())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps a picture in every width, and tells where the widest is served.
    pub(crate) async fn keep(&self, product: ProductId, file: Vec<u8>) -> Result<String, Error> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.context("pictures are no longer made")?;
        let made = tokio::task::spawn_blocking(move || {
            // Whoever asked may have gone meanwhile; the memory is taken all the same.
            let _turn = turn;
            narrow(&file)
        });
        let made = made.await.context("a picture was not made")??;
        let folder = format!("{FOLDER}/{product}/{}{WEBP_TOO}", Uuid::now_v7());
        for Made { width, jpeg, webp } in made {
            for (kind, file) in [("jpg", jpeg), ("webp", webp)] {
                let path = Path::from(format!("{folder}/{width}.{kind}"));
                self.store.put(&path, file.into()).await.context("a picture was not stored")?;
            }
        }
        Ok(format!("{SERVED}{folder}/{}.jpg", WIDTHS[0]))
    }

    /// Forgets a picture in every width and kind, if it is one of ours.
    pub(crate) async fn remove(&self, src: &str) {
        let Some(folder) = src.strip_prefix(SERVED).and_then(|path| path.strip_suffix("/1280.jpg")) else { return };
        let kinds: &[&str] = if folder.ends_with(WEBP_TOO) { &["jpg", "webp"] } else { &["jpg"] };
        for file in kinds.iter().flat_map(|kind| WIDTHS.map(|width| format!("{folder}/{width}.{kind}"))) {
            let Some(path) = place(&file) else { return };
            if let Err(error) = self.store.delete(&path).await {
                tracing::warn!(%path, %error, "a picture is left behind");
            }
        }
    }
}

/// Where a picture lies in the store. Nothing else that is kept there is served.
fn place(path: &str) -> Option<Path> {
    let path = Path::parse(path).ok()?;
    let kind = path.extension().is_some_and(|kind| ["jpg", "webp"].contains(&kind));
    let picture = kind && path.as_ref().strip_prefix(FOLDER).is_some_and(|rest| rest.starts_with('/'));
    picture.then_some(path)
}

/// A picture in one width.
struct Made {
    width: u32,
    jpeg: Vec<u8>,
    webp: Vec<u8>,
}

/// A file in every width, without what the camera wrote beside it.
fn narrow(file: &[u8]) -> Result<Vec<Made>, Error> {
    let mut picture = unpack(file)?;
    let mut made = Vec::new();
    for width in WIDTHS {
        if picture.width() > width * 3 {
            // A quick step first: the fine one would look at every pixel many times.
            picture = picture.thumbnail(width * 2, u32::MAX);
        }
        if picture.width() > width {
            picture = picture.resize(width, u32::MAX, FilterType::CatmullRom);
        }
        // Both kinds of one thing: what shines through is white in either.
        let flat = on_white(&picture);
        let mut jpeg = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
        flat.write_with_encoder(encoder).context("a picture was not packed")?;
        let webp = webp::Encoder::from_rgb(&flat, flat.width(), flat.height()).encode_simple(false, WEBP_QUALITY);
        let webp = webp.map_err(|error| anyhow!("a picture was not packed: {error:?}"))?.to_vec();
        made.push(Made { width, jpeg, webp });
    }
    Ok(made)
}

/// Unpacks a picture the right way up, if its head says that it is one and not too large.
fn unpack(file: &[u8]) -> Result<DynamicImage, Error> {
    refuse(file.len() <= MAX_FILE, "A picture has at most 10 MB.")?;
    let format = image::guess_format(file).ok();
    let known = format.filter(|format| [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP].contains(format));
    let mut reader = ImageReader::new(Cursor::new(file));
    reader.set_format(known.ok_or_else(|| refused(UNREADABLE))?);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unpackable)?;
    let (width, height) = decoder.dimensions();
    refuse(u64::from(width) * u64::from(height) <= MAX_PIXELS, TOO_LARGE)?;
    refuse(width.max(height) <= MAX_SIDE, "A picture is at most 16,383 pixels wide and high.")?;
    let upright = decoder.orientation().map_err(unpackable)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unpackable)?;
    picture.apply_orientation(upright);
    Ok(picture)
}

/// JPEG knows no transparency; what shines through is white, as a page is.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let mut flat = RgbImage::new(picture.width(), picture.height());
    for (flat, pixel) in flat.pixels_mut().zip(picture.to_rgba8().pixels()) {
        let [.., alpha] = pixel.0;
        let mix = |colour: u8| {
            let mixed = u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from(mixed / 255).unwrap_or(u8::MAX)
        };
        flat.0 = [mix(pixel.0[0]), mix(pixel.0[1]), mix(pixel.0[2])];
    }
    flat
}

fn refuse(acceptable: bool, message: &str) -> Result<(), Error> {
    if acceptable { Ok(()) } else { Err(refused(message)) }
}

fn unpackable(error: ImageError) -> Error {
    refused(if matches!(error, ImageError::Limits(_)) { TOO_LARGE } else { UNREADABLE })
}

fn refused(message: &str) -> Error {
    let error = FieldError { field: "pictures".to_owned(), message: message.to_owned() };
    Error::Invalid(Problem::invalid(vec![error]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_are_served() {
        assert!(place("products/1/2/640.jpg").is_some() && place("products/1/2-webp/640.webp").is_some());
        for other in ["imports/1.csv", "products/1/list.csv", "products/../imports/1.jpg", "", "/"] {
            assert_eq!(place(other), None, "{other}");
        }
    }

    #[test]
    fn what_shines_through_is_white() {
        let mut glass = image::RgbaImage::new(1, 1);
        glass.get_pixel_mut(0, 0).0 = [0, 0, 0, 0];

        let flat = on_white(&DynamicImage::ImageRgba8(glass));

        assert_eq!(flat.get_pixel(0, 0).0, [255, 255, 255]);
    }
}
